namespace LiteBox.South;

/// <summary>What the host has behind one of the three standard streams; decides what fstat(2) and isatty(3) tell the guest.</summary>
public enum ConsoleKind
{
    /// <summary>The stream is closed: the guest starts without this descriptor.</summary>
    Closed = 0,

    /// <summary>A terminal.</summary>
    Terminal = 1,

    /// <summary>A pipe or a socket.</summary>
    Pipe = 2,

    /// <summary>A regular file.</summary>
    File = 3,

    /// <summary>A character device that is no terminal, such as /dev/null.</summary>
    Device = 4,
}
