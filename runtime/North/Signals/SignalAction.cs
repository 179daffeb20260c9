namespace LiteBox.North;

/// <summary>What the process does on a signal: struct sigaction as the kernel has it.</summary>
public struct SignalAction
{
    /// <summary>sa_handler: the default action.</summary>
    public const ulong Default = 0;

    /// <summary>sa_handler: ignore.</summary>
    public const ulong Ignore = 1;

    /// <summary>Address of the handler, or <see cref="Default"/> or <see cref="Ignore"/>.</summary>
    public ulong Handler;

    /// <summary>SA_ flags.</summary>
    public SignalFlags Flags;

    /// <summary>Where the handler returns to.</summary>
    public ulong Restorer;

    /// <summary>Signals that are blocked while the handler runs.</summary>
    public ulong Mask;
}
