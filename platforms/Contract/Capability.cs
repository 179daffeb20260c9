using System.Diagnostics.CodeAnalysis;

namespace LiteBox.South;

/// <summary>
/// What a bundle may have beyond single system calls, a feature switch each: false makes it a constant, and what only a
/// capability reaches is not compiled. Asked on both sides of the contract, so the switches stand in it. The packager
/// decides (<c>packager/Compiling/Capabilities.cs</c>).
/// </summary>
public static class Capability
{
    /// <summary>
    /// A program runs above the library OS, in memory of its own. Without it the program is part of the library OS: there is
    /// no guest memory, and nobody reads /proc.
    /// </summary>
    [FeatureSwitchDefinition("LiteBox.Capability.Guest")]
    public static bool Guest => true;

    /// <summary>A log of the program's system calls, on the standard error stream unless there is <see cref="HostLog"/>.</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.Trace")]
    public static bool Trace => true;

    /// <summary>That log goes to a file of the host, which the policy names.</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.HostLog")]
    public static bool HostLog => true;

    /// <summary>Directories of the host that the policy grants.</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.HostDirectories")]
    public static bool HostDirectories => true;

    /// <summary>Granted directories that the guest may change.</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.WritableHostDirectories")]
    public static bool WritableHostDirectories => true;

    /// <summary>The guest can start programs, and so interpreter scripts.</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.Execution")]
    public static bool Execution => true;

    /// <summary>The guest can read signals from descriptors (signalfd(2)).</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.SignalFiles")]
    public static bool SignalFiles => true;

    /// <summary>The guest can install signal handlers. Without it a signal does what it does by default.</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.SignalHandlers")]
    public static bool SignalHandlers => true;

    /// <summary>The guest can have more than one thread.</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.Threads")]
    public static bool Threads => true;

    /// <summary>The guest can have memory that is shared: between processes, between mappings, with a file.</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.SharedMemory")]
    public static bool SharedMemory => true;

    /// <summary>The guest can have more than one process.</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.Processes")]
    public static bool Processes => true;

    /// <summary>The guest can wait for many files at once with epoll(7).</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.Epoll")]
    public static bool Epoll => true;

    /// <summary>The guest can watch files (inotify(7)).</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.Inotify")]
    public static bool Inotify => true;

    /// <summary>The guest can become another user than root, whom every permission is granted.</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.Users")]
    public static bool Users => true;

    /// <summary>
    /// /proc and /sys in full. Without it they have what C libraries read for themselves, which is all that a program reads which
    /// only computes and transforms files.
    /// </summary>
    [FeatureSwitchDefinition("LiteBox.Capability.SystemFiles")]
    public static bool SystemFiles => true;

    /// <summary>
    /// /proc with what it tells of processes, and what else a program may open by name there and in /sys. Without it there are the
    /// files that C libraries open for themselves.
    /// </summary>
    [FeatureSwitchDefinition("LiteBox.Capability.ProcessFiles")]
    public static bool ProcessFiles => true;

    /// <summary>The guest can make terminals: pseudo-terminals (pty(7)) for programs that it starts.</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.Terminals")]
    public static bool Terminals => true;

    /// <summary>The guest can set timers that run while it does something else.</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.Timers")]
    public static bool Timers => true;

    /// <summary>The guest can make shared memory, semaphores and message queues of System V (sysvipc(7)).</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.SystemVIpc")]
    public static bool SystemVIpc => true;

    /// <summary>The guest can make sockets.</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.Sockets")]
    public static bool Sockets => true;

    /// <summary>Sockets of AF_INET and AF_INET6, at least within the sandbox.</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.InternetSockets")]
    public static bool InternetSockets => true;

    /// <summary>Sockets of the host's network, at the ports and addresses that the policy grants.</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.HostSockets")]
    public static bool HostSockets => true;

    /// <summary>The guest can lock files: flock(2), and fcntl(2) with F_SETLK and its like.</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.FileLocks")]
    public static bool FileLocks => true;

    /// <summary>The guest can ask for signals about open files: fcntl(2) with F_SETOWN and its like.</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.FileSignals")]
    public static bool FileSignals => true;

    /// <summary>The guest can move mappings to places that it chooses: mremap(2) with MREMAP_FIXED or MREMAP_DONTUNMAP.</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.FixedRemap")]
    public static bool FixedRemap => true;

    /// <summary>The guest can name files besides a few devices, so there are /proc and /sys.</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.FileNames")]
    public static bool FileNames => true;

    /// <summary>Files other than devices can be made, and opened to be written to. Without it the root file system stays as it is.</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.FileChanges")]
    public static bool FileChanges => true;

    /// <summary>Files can be made that have no name: O_TMPFILE.</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.UnnamedFiles")]
    public static bool UnnamedFiles => true;

    /// <summary>The guest can move waiters between futexes, and wake those of two: FUTEX_REQUEUE and its like.</summary>
    [FeatureSwitchDefinition("LiteBox.Capability.FutexMoves")]
    public static bool FutexMoves => true;
}
