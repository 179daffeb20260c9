using System.Collections.Generic;
using System.Linq;

namespace LiteBox.Packager.Compiling;

/// <summary>
/// The capabilities of <c>platforms/Contract/Capability.cs</c> and the system calls that lead to each. A capability none of
/// whose calls is kept is compiled away.
/// </summary>
public static class Capabilities
{
    private const string HostDirectories = "HostDirectories";
    private const string WritableHostDirectories = "WritableHostDirectories";
    private const string Guest = "Guest";

    /// <summary>The log of the program's calls, which a bundle has when it is asked for.</summary>
    public const string Trace = "Trace";

    /// <summary>The file of the host that the log goes to.</summary>
    public const string HostLog = "HostLog";

    private const string Threads = "Threads";
    private const string Processes = "Processes";
    private const string SharedMemory = "SharedMemory";
    private const string InternetSockets = "InternetSockets";
    private const string HostSockets = "HostSockets";
    private const string FileNames = "FileNames";
    private const string ProcessFiles = "ProcessFiles";
    private const string FileChanges = "FileChanges";
    private const string SystemFiles = "SystemFiles";
    private const string UnnamedFiles = "UnnamedFiles";

    /// <summary>Calls that name no file. Any other may, so that what is added here must be certain.</summary>
    private static readonly HashSet<string> s_nameless =
    [
        "arch_prctl", "brk", "clock_getres", "clock_gettime", "close", "dup", "dup2", "dup3", "exit", "exit_group", "fcntl", "fstat", "futex",
        "getcpu", "getcwd", "getdents64", "getegid", "geteuid", "getgid", "getpid", "getppid", "getrandom", "gettid", "gettimeofday",
        "getuid", "ioctl", "lseek", "madvise", "mmap", "mprotect", "mremap", "munmap", "nanosleep", "pipe", "pipe2", "poll", "pread64",
        "preadv", "prlimit64", "pwrite64", "pwritev", "read", "readv", "rseq", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn",
        "sched_get_priority_max", "sched_get_priority_min", "sched_getaffinity", "sched_getparam", "sched_getscheduler",
        "sched_setaffinity", "sched_setparam", "sched_setscheduler", "sched_yield", "set_robust_list", "set_tid_address", "sysinfo",
        "tgkill", "time", "uname", "write", "writev",
    ];

    // What a C library opens for a standard stream that is closed.
    private static readonly HashSet<string> s_devices = ["/dev/full", "/dev/null"];

    // Which argument of a call is the path, where it names one file.
    private static readonly Dictionary<string, int> s_paths = new()
    {
        ["access"] = 0, ["faccessat"] = 1, ["lstat"] = 0, ["newfstatat"] = 1, ["open"] = 0, ["openat"] = 1, ["readlink"] = 0, ["readlinkat"] = 1,
        ["stat"] = 0,
    };

    // What C libraries open for themselves of /proc and /sys; ProcTree.BuildForLibraries and SysTree have what is there of it.
    private static readonly HashSet<string> s_libraryFiles =
    [
        "/proc/meminfo", "/proc/self/exe", "/proc/self/maps", "/proc/stat", "/proc/sys/kernel/ngroups_max", "/proc/sys/kernel/rtsig-max",
        "/proc/sys/vm/overcommit_memory", "/sys/devices/system/cpu/online", "/sys/devices/system/cpu/possible",
        "/sys/kernel/mm/hugepages", "/sys/kernel/mm/transparent_hugepage/enabled", "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size",
    ];

    private static readonly SortedDictionary<string, string[]> s_calls = new(System.StringComparer.Ordinal)
    {
        ["Epoll"] = ["epoll_create", "epoll_create1"],
        ["Execution"] = ["execve", "execveat"],
        ["FileLocks"] = ["flock"],
        ["FileSignals"] = [],
        ["FixedRemap"] = [],
        ["FutexMoves"] = ["futex_requeue"],
        [Processes] = ["clone", "clone3", "fork", "vfork"],
        [SharedMemory] = ["fallocate", "ftruncate", "memfd_create", "msync"],
        ["Inotify"] = ["inotify_init", "inotify_init1"],
        ["SignalFiles"] = ["signalfd", "signalfd4"],
        ["SignalHandlers"] = [],
        ["Sockets"] = ["socket", "socketpair"],
        [Threads] = ["clone", "clone3", "fork", "vfork"],
        [SystemFiles] = ["chdir", "clone", "clone3", "dup2", "execve", "execveat", "fork", "getppid", "poll", "socket", "stat", "statfs", "uname", "vfork"],
        ["SystemVIpc"] = ["mq_open", "msgget", "semget", "shmget"],
        ["Terminals"] = ["execve", "execveat", "fork", "setsid", "vfork"],
        ["Timers"] = ["alarm", "setitimer", "setrlimit", "timer_create", "timerfd_create"],
        [UnnamedFiles] = ["openat2"],
        ["Users"] = ["setfsuid", "setresuid", "setreuid", "setuid"],
    };

    /// <summary>Calls that lead to a capability only with some values of an argument; with any where the values are not known.</summary>
    private static readonly (string Capability, string Call, int Position, System.Func<uint, bool> Leads)[] s_arguments =
    [
        // F_GETLK, F_SETLK, F_SETLKW and F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW.
        ("FileLocks", "fcntl", 1, static command => command is 5 or 6 or 7 or 36 or 37 or 38),

        // F_SETOWN, F_SETSIG, F_SETOWN_EX: without an owner nobody gets a signal.
        ("FileSignals", "fcntl", 1, static command => command is 8 or 10 or 15),

        // MREMAP_FIXED and MREMAP_DONTUNMAP.
        ("FixedRemap", "mremap", 3, static flags => (flags & 6) != 0),

        // The bit of O_TMPFILE that is not O_DIRECTORY.
        (UnnamedFiles, "open", 1, static flags => (flags & 0x40_0000) != 0),
        (UnnamedFiles, "openat", 2, static flags => (flags & 0x40_0000) != 0),

        ("SignalHandlers", "rt_sigaction", 1, static action => action != 0),

        // A new limit, which may be RLIMIT_CPU.
        ("Timers", "prlimit64", 2, static limit => limit != 0),

        // Anything but O_RDONLY as the access mode, O_CREAT, O_TRUNC.
        (FileChanges, "open", 1, static flags => (flags & 0x243) != 0),
        (FileChanges, "openat", 2, static flags => (flags & 0x243) != 0),

        // FUTEX_REQUEUE, FUTEX_CMP_REQUEUE, FUTEX_WAKE_OP.
        ("FutexMoves", "futex", 1, static operation => (operation & 0x7F) is 3 or 4 or 5),
    ];

    /// <summary>The names of all capabilities.</summary>
    public static IEnumerable<string> All => [Guest, Trace, HostLog, HostDirectories, WritableHostDirectories, InternetSockets, HostSockets, FileNames, ProcessFiles, FileChanges, .. s_calls.Keys];

    /// <summary>The names of the capabilities that a bundle needs.</summary>
    /// <param name="syscalls">Names of the system calls that are kept.</param>
    /// <param name="grants">What the policy grants of the host's directories.</param>
    /// <param name="network">The network that the program sees.</param>
    /// <param name="isDynamic">Whether the program loads libraries at run time.</param>
    /// <param name="arguments">What the calls are given; null: nothing is known.</param>
    /// <param name="texts">The strings that they are given; null: nothing is known.</param>
    public static IReadOnlySet<string> Needed(
        IReadOnlySet<string> syscalls, DirectoryGrants grants, NetworkMode network = NetworkMode.None, bool isDynamic = false,
        ArgumentValues? arguments = null, ArgumentTexts? texts = null)
    {
        HashSet<string> needed = [.. s_calls.Where(entry => entry.Value.Any(syscalls.Contains)).Select(entry => entry.Key)];
        needed.Add(Guest);

        foreach ((string capability, string call, int position, System.Func<uint, bool> leads) in s_arguments)
        {
            if (syscalls.Contains(call) && (arguments?.Invoke(call, position)?.Any(leads) ?? true))
                needed.Add(capability);
        }

        // Where the flags of mmap are not known: a program of one process that can neither size nor synchronize a file has little to
        // share; what is loaded later may map whatever it opens.
        const int FlagsPosition = 3;
        if (syscalls.Contains("mmap") && arguments?.Invoke("mmap", FlagsPosition) is { } flags)
        {
            if (flags.Any(IsShared))
                needed.Add(SharedMemory);
            else
                needed.Remove(SharedMemory);
        }
        else if (needed.Contains(Processes) || (isDynamic && syscalls.Contains("mmap")))
            needed.Add(SharedMemory);
        if (syscalls.Contains("shmat"))
            needed.Add(SharedMemory);
        if (network != NetworkMode.None && syscalls.Contains("socket"))
            needed.Add(InternetSockets);
        if (network == NetworkMode.Host && syscalls.Contains("socket"))
            needed.Add(HostSockets);
        if (syscalls.Any(call => NamesFiles(call, texts)))
            needed.Add(FileNames);
        else
            needed.Remove(FileChanges);
        if (needed.Contains(FileNames) && syscalls.Any(call => !s_nameless.Contains(call) && !s_paths.ContainsKey(call)))
            needed.Add(FileChanges);
        if (needed.Contains(FileNames) && (grants != DirectoryGrants.None || syscalls.Any(call => NamesProcessFiles(call, texts))))
            needed.Add(ProcessFiles);
        else
            needed.Remove(SystemFiles);
        needed.UnionWith(Of(grants));
        return needed;
    }

    private static bool NamesFiles(string call, ArgumentTexts? texts) => call switch
    {
        "open" => texts?.Invoke(call, 0)?.IsSubsetOf(s_devices) != true,
        "openat" => texts?.Invoke(call, 1)?.IsSubsetOf(s_devices) != true,
        _ => !s_nameless.Contains(call),
    };

    private static bool NamesProcessFiles(string call, ArgumentTexts? texts)
    {
        if (s_nameless.Contains(call))
            return false;
        return !s_paths.TryGetValue(call, out int position) || texts?.Invoke(call, position)?.All(IsElsewhere) != true;
    }

    /// <summary>Whether a path leads neither into /proc nor into /sys, or to what C libraries open there.</summary>
    private static bool IsElsewhere(string path)
    {
        // A descriptor's own file and the directories above; what a C library puts together ends in names that neither of the two has.
        if (path is "" or "." or ".." or "/" or "../*" || path[0] == '*' || s_libraryFiles.Contains(path) || s_devices.Contains(path))
            return true;
        string[] names = path.Split('/', System.StringSplitOptions.RemoveEmptyEntries);

        // /dev has links into /proc.
        return path[0] == '/' && !names.Any(static name => name is "." or "..") && names is [not ("dev" or "proc" or "sys"), ..];
    }

    /// <summary>The names of the capabilities that a program compiled into the library OS needs: ilc sees whether it starts threads or opens files without a name.</summary>
    public static IReadOnlySet<string> OfNorth(DirectoryGrants grants) => new HashSet<string>(Of(grants)) { Threads, UnnamedFiles, FileChanges };

    // MAP_SHARED and MAP_SHARED_VALIDATE have this bit of MAP_TYPE.
    private static bool IsShared(uint flags) => (flags & 1) != 0;

    private static string[] Of(DirectoryGrants grants) => grants switch
    {
        DirectoryGrants.None => [],
        DirectoryGrants.ReadOnly => [HostDirectories],
        _ => [HostDirectories, WritableHostDirectories],
    };
}
