namespace LiteBox.North;

/// <summary>A message of <see cref="IpcQueue"/>.</summary>
public sealed class IpcMessage(long type, byte[] text)
{
    /// <summary>Its type, positive.</summary>
    public long Type => type;

    /// <summary>Its bytes.</summary>
    public byte[] Text => text;
}
