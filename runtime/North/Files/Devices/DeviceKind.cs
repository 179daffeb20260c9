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

    /// <summary>/dev/tty, /dev/console and /dev/pts/0: the terminal that the sandbox was started on.</summary>
    Terminal,
}
