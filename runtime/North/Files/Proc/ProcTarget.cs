namespace LiteBox.North;

/// <summary>What a link of /proc leads to.</summary>
internal enum ProcTarget
{
    /// <summary>/proc/self.</summary>
    Self,

    /// <summary>/proc/thread-self.</summary>
    ThreadSelf,

    /// <summary>/proc/mounts.</summary>
    Mounts,

    /// <summary>/proc/net.</summary>
    Network,

    /// <summary>/proc/PID/exe.</summary>
    Executable,

    /// <summary>/proc/PID/cwd.</summary>
    WorkingDirectory,

    /// <summary>/proc/PID/root.</summary>
    Root,

    /// <summary>/proc/PID/fd/N.</summary>
    Descriptor,
}
