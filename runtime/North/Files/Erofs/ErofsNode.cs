namespace LiteBox.North;

/// <summary>
/// An inode of an EROFS image: its attributes and where its bytes lie. The head is stored in whole blocks, the tail (when
/// there is one) behind the inode. Both ranges have been checked against the image.
/// </summary>
public struct ErofsNode
{
    /// <summary>File type and permissions (st_mode).</summary>
    public uint Mode;

    /// <summary>Hard links.</summary>
    public uint Links;

    /// <summary>Owner.</summary>
    public uint User;

    /// <summary>Group.</summary>
    public uint Group;

    /// <summary>Time of modification, nanoseconds since 1970.</summary>
    public long ModifiedAt;

    /// <summary>Bytes of the file.</summary>
    public ulong Size;

    /// <summary>Offset of the head in the image, a multiple of the block size.</summary>
    public ulong HeadOffset;

    /// <summary>Offset of the tail in the image.</summary>
    public ulong TailOffset;

    /// <summary>Bytes of the tail; the head has the rest.</summary>
    public uint TailLength;

    /// <summary>Bytes of the head.</summary>
    public readonly ulong HeadLength => Size - TailLength;
}
