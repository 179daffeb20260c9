using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>Threads and processes: clone(2), exit(2), set_tid_address(2) and the robust list.</summary>
internal static class Tasks
{
    private const ulong ExitSignalMask = 0xFF;
    private const ulong ShareMemory = 0x100;
    private const ulong ShareFileSystem = 0x200;
    private const ulong ShareFiles = 0x400;
    private const ulong ShareSignalHandlers = 0x800;
    private const ulong ShareThreadGroup = 0x1_0000;
    private const ulong SetThreadPointer = 0x8_0000;
    private const ulong ParentSetTid = 0x10_0000;
    private const ulong ChildClearTid = 0x20_0000;
    private const ulong ChildSetTid = 0x100_0000;
    private const ulong NewNamespaces = 0x7E02_0000;
    private const ulong GivePidFd = 0x1000;
    private const ulong ClearSignalHandlers = 0x1_0000_0000;
    private const ulong IntoCgroup = 0x2_0000_0000;
    private const ulong ThreadFlags = ShareMemory | ShareFileSystem | ShareFiles | ShareSignalHandlers | ShareThreadGroup;
    private const ulong RobustHeadSize = 24;
    private const int SmallestCloneArguments = 64;

    /// <summary>clone(2), for threads. A child process is ENOSYS, as where the hardware has no means for it: there is one process.</summary>
    [Syscall(56, "clone")]
    public static Result Clone(Thread thread, ulong flags, ulong stack, ulong parentTid, ulong childTid, ulong threadPointer) =>
        Create(thread, flags & ~ExitSignalMask, stack, parentTid, childTid, threadPointer);

    /// <summary>clone3(2), for threads.</summary>
    [Syscall(435, "clone3")]
    public static Result Clone3(Thread thread, ulong address, ulong size)
    {
        if (size > Guest.PageSize)
            return Errno.E2BIG;
        if (size < SmallestCloneArguments)
            return Errno.EINVAL;
        Unsafe.SkipInit(out CloneArguments arguments);
        arguments = default;
        int known = int.Min((int)size, Unsafe.SizeOf<CloneArguments>());
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<CloneArguments>(ref arguments));
        if (Guest.ReadBytes(address, bytes[..known]) != Errno.None)
            return Errno.EFAULT;
        for (ulong at = (ulong)known; at < size; at++)
        {
            if (Guest.Read(address + at, out byte unknown) != Errno.None)
                return Errno.EFAULT;
            if (unknown != 0)
                return Errno.E2BIG;
        }

        if ((arguments.Flags & ExitSignalMask) != 0 || arguments.ExitSignal > (ulong)Signal.Max)
            return Errno.EINVAL;
        if ((arguments.Flags & ShareThreadGroup) != 0 && arguments.ExitSignal != 0)
            return Errno.EINVAL;
        if ((arguments.Stack == 0) != (arguments.StackSize == 0))
            return Errno.EINVAL;
        if (arguments.SetTidSize != 0 || (arguments.Flags & (IntoCgroup | ClearSignalHandlers)) != 0)
            return Errno.EINVAL;
        return Create(thread, arguments.Flags, unchecked(arguments.Stack + arguments.StackSize), arguments.ParentTid, arguments.ChildTid, arguments.ThreadPointer);
    }

    /// <summary>fork(2): ENOSYS, see <see cref="Clone"/>.</summary>
    [Syscall(57, "fork", Lockless = true)]
    public static Result Fork(Thread thread) => Errno.ENOSYS;

    /// <summary>vfork(2): ENOSYS, see <see cref="Clone"/>.</summary>
    [Syscall(58, "vfork", Lockless = true)]
    public static Result VFork(Thread thread) => Errno.ENOSYS;

    /// <summary>exit(2): ends the thread.</summary>
    [Syscall(60, "exit")]
    public static Result Exit(Thread thread, int status)
    {
        thread.End(status & 0xFF);
        return Errno.ESRCH;
    }

    /// <summary>exit_group(2): ends the process, and the sandbox with it.</summary>
    [Syscall(231, "exit_group")]
    public static Result ExitGroup(Thread thread, int status)
    {
        thread.Process.Exit(status);
        return Errno.ESRCH;
    }

    /// <summary>wait4(2): there are no children.</summary>
    [Syscall(61, "wait4", Lockless = true)]
    public static Result Wait4(Thread thread, int pid, ulong status, int options, ulong usage)
    {
        const int NoHang = 1;
        const int Untraced = 2;
        const int Continued = 8;
        const int LinuxOnly = unchecked((int)0xE000_0000);
        return (options & ~(NoHang | Untraced | Continued | LinuxOnly)) != 0 ? Errno.EINVAL : Errno.ECHILD;
    }

    /// <summary>waitid(2): there are no children.</summary>
    [Syscall(247, "waitid", Lockless = true)]
    public static Result WaitId(Thread thread, int kind, int id, ulong info, int options, ulong usage)
    {
        const int Known = 1 | 2 | 4 | 8 | 0x0100_0000 | unchecked((int)0xE000_0000);
        const int Waited = 2 | 4 | 8;
        if ((options & ~Known) != 0 || (options & Waited) == 0 || kind is < 0 or > 3)
            return Errno.EINVAL;
        return Errno.ECHILD;
    }

    /// <summary>set_tid_address(2).</summary>
    [Syscall(218, "set_tid_address")]
    public static Result SetTidAddress(Thread thread, ulong address)
    {
        thread.ClearChildTid = address;
        return thread.Id;
    }

    /// <summary>set_robust_list(2).</summary>
    [Syscall(273, "set_robust_list")]
    public static Result SetRobustList(Thread thread, ulong head, ulong size)
    {
        if (size != RobustHeadSize)
            return Errno.EINVAL;
        thread.RobustList = head;
        return Result.Success;
    }

    /// <summary>get_robust_list(2).</summary>
    [Syscall(274, "get_robust_list")]
    public static Result GetRobustList(Thread thread, int id, ulong head, ulong size)
    {
        Thread? target = id == 0 ? thread : Kernel.FindThread(id);
        if (target is null)
            return Errno.ESRCH;
        Errno error = Guest.Write(size, RobustHeadSize);
        return error == Errno.None ? Guest.Write(head, target.RobustList) : error;
    }

    private static Result Create(Thread thread, ulong flags, ulong stack, ulong parentTid, ulong childTid, ulong threadPointer)
    {
        if ((flags & ShareThreadGroup) != 0 && (flags & ShareSignalHandlers) == 0)
            return Errno.EINVAL;
        if ((flags & ShareSignalHandlers) != 0 && (flags & ShareMemory) == 0)
            return Errno.EINVAL;
        if ((flags & NewNamespaces) != 0)
            return Errno.EINVAL;
        if ((flags & ShareThreadGroup) == 0)
            return Errno.ENOSYS;

        // Threads that do not share files or directories would need tables of their own.
        if ((flags & ThreadFlags) != ThreadFlags || (flags & GivePidFd) != 0)
            return Errno.EINVAL;
        ThreadAddresses addresses = new()
        {
            StoreForParent = (flags & ParentSetTid) != 0 ? parentTid : 0,
            StoreForChild = (flags & ChildSetTid) != 0 ? childTid : 0,
            ClearAtEnd = (flags & ChildClearTid) != 0 ? childTid : 0,
        };
        bool setsPointer = (flags & SetThreadPointer) != 0;
        if (setsPointer && threadPointer >= Host.GuestEnd)
            return Errno.EPERM;
        ulong? pointer = setsPointer ? threadPointer : null;
        Errno error = thread.Process.StartThread(thread, stack, pointer, addresses, out Thread? child);
        return error == Errno.None ? child!.Id : error;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct CloneArguments
    {
        public ulong Flags;
        public ulong PidFd;
        public ulong ChildTid;
        public ulong ParentTid;
        public ulong ExitSignal;
        public ulong Stack;
        public ulong StackSize;
        public ulong ThreadPointer;
        public ulong SetTid;
        public ulong SetTidSize;
        public ulong Cgroup;
    }
}
