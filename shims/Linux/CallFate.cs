namespace LiteBox.Shim.Linux;

/// <summary>What becomes of a system call when a signal handler runs before it has returned.</summary>
internal enum CallFate
{
    /// <summary>It had its result.</summary>
    Done,

    /// <summary>It gives EINTR.</summary>
    Interrupted,

    /// <summary>It is made again when the handler returns.</summary>
    Again,
}
