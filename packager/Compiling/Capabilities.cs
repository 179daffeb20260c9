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
    private const string Threads = "Threads";
    private const string Processes = "Processes";
    private const string SharedMemory = "SharedMemory";
    private const string InternetSockets = "InternetSockets";
    private const string HostSockets = "HostSockets";

    private static readonly SortedDictionary<string, string[]> s_calls = new(System.StringComparer.Ordinal)
    {
        ["Execution"] = ["execve", "execveat"],
        [Processes] = ["clone", "clone3", "fork", "vfork"],
        [SharedMemory] = ["fallocate", "ftruncate", "memfd_create", "msync"],
        ["Inotify"] = ["inotify_init", "inotify_init1"],
        ["SignalHandlers"] = ["rt_sigaction"],
        [Threads] = ["clone", "clone3", "fork", "vfork"],
        ["SystemFiles"] = ["chdir", "clone", "clone3", "dup2", "execve", "execveat", "fork", "getppid", "poll", "socket", "stat", "statfs", "uname", "vfork"],
        ["Timers"] = ["alarm", "setitimer", "timer_create", "timerfd_create"],
        ["Users"] = ["setfsuid", "setresuid", "setreuid", "setuid"],
    };

    /// <summary>The names of all capabilities.</summary>
    public static IEnumerable<string> All => [Guest, HostDirectories, WritableHostDirectories, InternetSockets, HostSockets, .. s_calls.Keys];

    /// <summary>The names of the capabilities that a bundle needs.</summary>
    /// <param name="syscalls">Names of the system calls that are kept.</param>
    /// <param name="grants">What the policy grants of the host's directories.</param>
    /// <param name="network">The network that the program sees.</param>
    /// <param name="isDynamic">Whether the program loads libraries at run time.</param>
    public static IReadOnlySet<string> Needed(
        IReadOnlySet<string> syscalls, DirectoryGrants grants, NetworkMode network = NetworkMode.None, bool isDynamic = false)
    {
        HashSet<string> needed = [.. s_calls.Where(entry => entry.Value.Any(syscalls.Contains)).Select(entry => entry.Key)];
        needed.Add(Guest);

        // The flags of mmap are not known. A program of one process that can neither size nor synchronize a file has little to share;
        // what is loaded later may map whatever it opens.
        if (needed.Contains(Processes) || (isDynamic && syscalls.Contains("mmap")))
            needed.Add(SharedMemory);
        if (network != NetworkMode.None && syscalls.Contains("socket"))
            needed.Add(InternetSockets);
        if (network == NetworkMode.Host && syscalls.Contains("socket"))
            needed.Add(HostSockets);
        needed.UnionWith(Of(grants));
        return needed;
    }

    /// <summary>The names of the capabilities that a program compiled into the library OS needs: whether it starts threads, ilc sees.</summary>
    public static IReadOnlySet<string> OfNorth(DirectoryGrants grants) => new HashSet<string>(Of(grants)) { Threads };

    private static string[] Of(DirectoryGrants grants) => grants switch
    {
        DirectoryGrants.None => [],
        DirectoryGrants.ReadOnly => [HostDirectories],
        _ => [HostDirectories, WritableHostDirectories],
    };
}
