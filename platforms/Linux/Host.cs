using System.Runtime;
using System.Runtime.CompilerServices;

namespace LiteBox.South;

/// <summary>
/// Every system call that this platform can make. All go through the one gate; a result of -4095..-1 is a negated error
/// number. Calls with different constants are declared apart, so that the filter of an image that uses only one of them is tight.
/// </summary>
internal static unsafe class Host
{
    /// <summary>The descriptor of the bundle file; the lowest one free, since all others above 2 are closed before.</summary>
    public const int BundleDescriptor = 3;

    /// <summary>The descriptor of the file that the log of the program's system calls goes to.</summary>
    public const int LogDescriptor = 4;

    /// <summary>
    /// What <see cref="Interrupt"/> sends: SIGSTKFLT, which Linux itself never raises. Not a real-time signal: those
    /// queue up, and a thread that is interrupted often would do nothing but handle them.
    /// </summary>
    public const int InterruptSignal = 16;

    /// <summary>SIGCHLD: a process of the sandbox has ended.</summary>
    public const int ChildSignal = 17;

    // mmap(2): MAP_PRIVATE 2, MAP_FIXED 0x10, MAP_ANONYMOUS 0x20, MAP_NORESERVE 0x4000
    [HostCall(9, Mask2 = 7, Constant3 = 0x4032, Constant4 = -1, Constant5 = 0)]
    [RuntimeImport("*", "host_mmap_guest"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint MapGuest(ulong address, ulong length, uint protection);

    // MAP_PRIVATE 2, MAP_ANONYMOUS 0x20, MAP_NORESERVE 0x4000, MAP_FIXED_NOREPLACE 0x10_0000
    [HostCall(9, Constant2 = 3, Constant3 = 0x10_4022, Constant4 = -1, Constant5 = 0, BeforeSeal = true)]
    [RuntimeImport("*", "host_mmap_low"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint MapLow(ulong address, ulong length);

    [HostCall(9, Mask2 = 7, Constant3 = 0x4012, Constant4 = BundleDescriptor)]
    [RuntimeImport("*", "host_mmap_bundle"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint MapBundle(ulong address, ulong length, uint protection, ulong offset);

    [HostCall(9, Constant0 = 0, Constant2 = 3, Constant3 = 0x22, Constant4 = -1, Constant5 = 0)]
    [RuntimeImport("*", "host_mmap_anonymous"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint MapAnonymous(nuint length);

    // MAP_SHARED 1, MAP_ANONYMOUS 0x20, MAP_NORESERVE 0x4000
    [HostCall(9, Constant0 = 0, Constant2 = 3, Constant3 = 0x4021, Constant4 = -1, Constant5 = 0, BeforeSeal = true)]
    [RuntimeImport("*", "host_mmap_shared"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint MapShared(nuint length);

    [HostCall(11)]
    [RuntimeImport("*", "host_munmap"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Unmap(ulong address, ulong length);

    [HostCall(10, Mask2 = 7)]
    [RuntimeImport("*", "host_mprotect"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Protect(ulong address, ulong length, uint protection);

    [HostCall(10, Constant2 = 0)]
    [RuntimeImport("*", "host_mprotect_guard"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint ProtectGuard(ulong address, ulong length);

    // MREMAP_MAYMOVE 1, MREMAP_FIXED 2
    [HostCall(25, Constant3 = 3)]
    [RuntimeImport("*", "host_mremap"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Move(ulong from, ulong length, ulong newLength, ulong to);

    // The same flags; an old length of 0 leaves the old place as it is and makes a second view of its shared pages.
    [HostCall(25, Constant1 = 0, Constant3 = 3)]
    [RuntimeImport("*", "host_mremap_view"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint MapView(ulong pages, ulong length, ulong address);

    // MADV_REMOVE 9
    [HostCall(28, Constant2 = 9)]
    [RuntimeImport("*", "host_madvise_remove"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Empty(nuint address, nuint length);

    // MADV_POPULATE_WRITE 23
    [HostCall(28, Constant2 = 23, BeforeSeal = true)]
    [RuntimeImport("*", "host_madvise_populate"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Populate(nuint address, nuint length);

    // MADV_DONTNEED 4
    [HostCall(28, Constant2 = 4)]
    [RuntimeImport("*", "host_madvise_discard"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Discard(ulong address, ulong length);

    // FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, any bit: the deadline is absolute, on CLOCK_MONOTONIC
    [HostCall(202, Constant1 = 137, Constant4 = 0, Constant5 = 0xFFFF_FFFF)]
    [RuntimeImport("*", "host_futex_wait"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint FutexWait(int* word, uint expected, Timespec* deadline);

    // FUTEX_WAKE | FUTEX_PRIVATE_FLAG
    [HostCall(202, Constant1 = 129, Constant2 = 1)]
    [RuntimeImport("*", "host_futex_wake"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint FutexWake(int* word);

    // MEMBARRIER_CMD_GLOBAL 1, PRIVATE_EXPEDITED 8 and REGISTER_ 16, PRIVATE_EXPEDITED_SYNC_CORE 32 and REGISTER_ 64
    [HostCall(324, Values0 = [1, 8, 16, 32, 64], Constant1 = 0)]
    [RuntimeImport("*", "host_membarrier"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint MemoryBarrier(uint command);

    [HostCall(24)]
    [RuntimeImport("*", "host_sched_yield"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Yield();

    // The same without FUTEX_PRIVATE_FLAG, for words that several processes see
    [HostCall(202, Constant1 = 9, Constant4 = 0, Constant5 = 0xFFFF_FFFF)]
    [RuntimeImport("*", "host_futex_wait_shared"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint FutexWaitShared(int* word, uint expected, Timespec* deadline);

    [HostCall(202, Constant1 = 1, Constant2 = 1)]
    [RuntimeImport("*", "host_futex_wake_shared"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint FutexWakeShared(int* word);

    [HostCall(273, Constant1 = RobustList.Size)]
    [RuntimeImport("*", "host_set_robust_list"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint SetRobustList(RobustList* list);

    // CLONE_VM FS FILES SIGHAND THREAD SYSVSEM SETTLS PARENT_SETTID
    [HostCall(56, Constant0 = 0x1D_0F00, Constant3 = 0)]
    [RuntimeImport("*", "host_clone_thread"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint CloneThread(nuint* stack, int* parentWord, ulong threadPointer);

    // CLONE_FILES SETTLS PARENT_SETTID, SIGCHLD
    [HostCall(56, Constant0 = 0x18_0411, Constant3 = 0)]
    [RuntimeImport("*", "host_clone_process"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint CloneProcess(nuint* stack, int* parentWord, ulong threadPointer);

    // The same and CLONE_PARENT: the new process is another child of the caller's parent
    [HostCall(56, Constant0 = 0x18_8411, Constant3 = 0)]
    [RuntimeImport("*", "host_clone_sibling"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint CloneSibling(nuint* stack, int* parentWord, ulong threadPointer);

    // PR_SET_PDEATHSIG, SIGCHLD
    [HostCall(157, Constant0 = 1, Constant1 = ChildSignal)]
    [RuntimeImport("*", "host_parent_death_signal"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint SetParentDeathSignal();

    // CLONE_VM FS FILES SIGHAND THREAD SYSVSEM SETTLS PARENT_SETTID CHILD_CLEARTID
    [HostCall(56, Constant0 = 0x3D_0F00)]
    [RuntimeImport("*", "host_clone"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Clone(nuint* stack, int* parentWord, int* childWord, ulong threadPointer);

    [HostCall(60, Constant0 = 0)]
    [RuntimeImport("*", "host_exit_thread"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void ExitThread();

    [HostCall(231)]
    [RuntimeImport("*", "host_exit_group"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Exit(uint status);

    [HostCall(234, ProcessId = 0, Constant2 = InterruptSignal)]
    [RuntimeImport("*", "host_tgkill_interrupt"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Interrupt(uint process, uint thread);

    [HostCall(234, Constant2 = InterruptSignal)]
    [RuntimeImport("*", "host_tgkill_interrupt_any"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint InterruptAny(uint process, uint thread);

    // Whether the thread exists
    [HostCall(234, Constant2 = 0)]
    [RuntimeImport("*", "host_tgkill_probe"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Probe(uint process, uint thread);

    // SIGKILL
    [HostCall(234, Constant2 = 9)]
    [RuntimeImport("*", "host_tgkill_end"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint End(uint process, uint thread);

    [HostCall(234, ProcessId = 0)]
    [RuntimeImport("*", "host_tgkill"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Kill(uint process, uint thread, uint signal);

    [HostCall(13, Constant2 = 0, Constant3 = 8)]
    [RuntimeImport("*", "host_rt_sigaction"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint SetAction(uint signal, SignalAction* action);

    [HostCall(13, Constant1 = 0, Constant3 = 8, BeforeSeal = true)]
    [RuntimeImport("*", "host_rt_sigaction_get"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint GetAction(uint signal, SignalAction* before);

    // SIG_SETMASK
    [HostCall(14, Constant0 = 2, Constant2 = 0, Constant3 = 8)]
    [RuntimeImport("*", "host_rt_sigprocmask"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint SetMask(ulong* mask);

    [HostCall(131, Constant1 = 0)]
    [RuntimeImport("*", "host_sigaltstack"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint SetAlternateStack(SignalStack* stack);

    // ARCH_SET_GS 0x1001, ARCH_SET_FS 0x1002
    [HostCall(158, Values0 = [0x1001, 0x1002])]
    [RuntimeImport("*", "host_arch_prctl_set"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint SetSegmentBase(uint code, ulong value);

    // CLOCK_REALTIME 0, CLOCK_MONOTONIC 1, CLOCK_PROCESS_CPUTIME_ID 2, CLOCK_THREAD_CPUTIME_ID 3
    [HostCall(228, Values0 = [0, 1, 2, 3])]
    [RuntimeImport("*", "host_clock_gettime"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint ClockGetTime(uint clock, Timespec* time);

    // The CPU time of any process, or of another thread of this one, whose number is in the clock's
    [HostCall(228)]
    [RuntimeImport("*", "host_clock_gettime_of"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint ClockGetTimeOf(uint clock, Timespec* time);

    [HostCall(318, Constant2 = 0)]
    [RuntimeImport("*", "host_getrandom"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint GetRandom(byte* buffer, nuint length);

    [HostCall(0, Values0 = [0, 1, 2], Interruptible = true)]
    [RuntimeImport("*", "host_read"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Read(uint descriptor, byte* buffer, nuint length);

    [HostCall(1, Values0 = [0, 1, 2], Interruptible = true)]
    [RuntimeImport("*", "host_write"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Write(uint descriptor, byte* buffer, nuint length);

    [HostCall(1, Constant0 = 2)]
    [RuntimeImport("*", "host_write_error"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint WriteError(byte* buffer, nuint length);

    [HostCall(1, Constant0 = LogDescriptor)]
    [RuntimeImport("*", "host_write_log"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint WriteLog(byte* buffer, nuint length);

    [HostCall(271, Constant1 = 1, Constant3 = 0, Constant4 = 8, Interruptible = true)]
    [RuntimeImport("*", "host_ppoll"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Poll(PollDescriptor* descriptor, Timespec* timeout);

    // TIOCGWINSZ
    [HostCall(16, Values0 = [0, 1, 2], Constant1 = 0x5413)]
    [RuntimeImport("*", "host_ioctl_window_size"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint GetWindowSize(uint descriptor, ushort* size);

    // TCGETS
    [HostCall(16, Constant1 = 0x5401, BeforeSeal = true)]
    [RuntimeImport("*", "host_ioctl_terminal"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint GetTerminal(uint descriptor, byte* attributes);

    [HostCall(5, BeforeSeal = true)]
    [RuntimeImport("*", "host_fstat"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint FileStatus(uint descriptor, byte* status);

    [HostCall(39, BeforeSeal = true)]
    [RuntimeImport("*", "host_getpid"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint GetProcessId();

    [HostCall(436, Constant2 = 0, BeforeSeal = true)]
    [RuntimeImport("*", "host_close_range"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Close(uint first, uint last);

    // AT_FDCWD; the caller gives O_CLOEXEC, O_RDONLY, and O_DIRECTORY for a directory
    [HostCall(257, Constant0 = -100, Constant3 = 0, BeforeSeal = true)]
    [RuntimeImport("*", "host_openat"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Open(byte* path, uint flags);

    // AT_FDCWD; O_WRONLY, O_CREAT, O_NOCTTY, O_TRUNC, O_APPEND, O_CLOEXEC; rw-r--r--
    [HostCall(257, Constant0 = -100, Constant2 = 0x8_0741, Constant3 = 0x1A4, BeforeSeal = true)]
    [RuntimeImport("*", "host_openat_log"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint OpenLog(byte* path);

    // O_CLOEXEC
    [HostCall(292, Constant1 = BundleDescriptor, Constant2 = 0x80000, BeforeSeal = true)]
    [RuntimeImport("*", "host_dup3"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint Duplicate(uint descriptor);

    [HostCall(292, Constant1 = LogDescriptor, Constant2 = 0x80000, BeforeSeal = true)]
    [RuntimeImport("*", "host_dup3_log"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint DuplicateLog(uint descriptor);

    [HostCall(204, Constant0 = 0, BeforeSeal = true)]
    [RuntimeImport("*", "host_sched_getaffinity"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint GetAffinity(nuint length, ulong* mask);

    // PR_SET_NO_NEW_PRIVS
    [HostCall(157, Constant0 = 38, Constant1 = 1, Constant2 = 0, Constant3 = 0, Constant4 = 0, BeforeSeal = true)]
    [RuntimeImport("*", "host_no_new_privs"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint SetNoNewPrivileges();

    // SECCOMP_SET_MODE_FILTER; SECCOMP_FILTER_FLAG_SPEC_ALLOW, for there is no secret in here to speculate on
    [HostCall(317, Constant0 = 1, Constant1 = 4, BeforeSeal = true)]
    [RuntimeImport("*", "host_seccomp"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint InstallFilter(FilterProgram* program);

    [HostCall(95, Constant0 = 0, BeforeSeal = true)]
    [RuntimeImport("*", "host_umask"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint ClearCreationMask();

    // LANDLOCK_CREATE_RULESET_VERSION
    [HostCall(444, Constant0 = 0, Constant1 = 0, Constant2 = 1, BeforeSeal = true)]
    [RuntimeImport("*", "host_landlock_version"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint LandlockVersion();

    [HostCall(444, Constant1 = 8, Constant2 = 0, BeforeSeal = true)]
    [RuntimeImport("*", "host_landlock_create"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint LandlockCreate(ulong* handledAccess);

    [HostCall(444, Constant1 = 16, Constant2 = 0, BeforeSeal = true)]
    [RuntimeImport("*", "host_landlock_create_with_ports"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint LandlockCreateWithPorts(ulong* handledAccess);

    // A ruleset of three words: rights to files, to the network, and scopes
    [HostCall(444, Constant1 = 24, Constant2 = 0, BeforeSeal = true)]
    [RuntimeImport("*", "host_landlock_create_scoped"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint LandlockCreateScoped(ulong* attributes);

    // LANDLOCK_RULE_PATH_BENEATH
    [HostCall(445, Constant1 = 1, Constant3 = 0, BeforeSeal = true)]
    [RuntimeImport("*", "host_landlock_add"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint LandlockAdd(uint ruleset, LandlockPath* rule);

    [HostCall(446, Constant1 = 0, BeforeSeal = true)]
    [RuntimeImport("*", "host_landlock_restrict"), MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nint LandlockRestrict(uint ruleset);
}
