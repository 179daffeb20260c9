namespace LiteBox.North;

/// <summary>What a character device does.</summary>
internal enum DeviceKind
{
    /// <summary>/dev/null.</summary>
    Null,

    /// <summary>/dev/zero.</summary>
    Zero,

    /// <summary>/dev/full.</summary>
    Full,

    /// <summary>/dev/random and /dev/urandom.</summary>
    Random,

    /// <summary>/dev/ptmx: each open makes a pseudo-terminal.</summary>
    Multiplexer,

    /// <summary>/dev/tty: the controlling terminal.</summary>
    ControllingTerminal,

    /// <summary>/dev/console and /dev/pts/0: the terminal that the sandbox was started on.</summary>
    Terminal,
}
