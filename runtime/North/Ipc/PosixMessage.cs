namespace LiteBox.North;

/// <summary>A message that waits in a <see cref="PosixQueue"/>.</summary>
public readonly struct PosixMessage(uint priority, byte[] text)
{
    /// <summary>Higher ones are received first, equal ones in the order in which they came.</summary>
    public uint Priority => priority;

    /// <summary>Its bytes.</summary>
    public byte[] Text => text;
}
