namespace LiteBox.North;

/// <summary>What stat(2) and statx(2) tell about a file. Times are nanoseconds since 1970.</summary>
public struct FileStatus
{
    /// <summary>st_dev.</summary>
    public ulong Device;

    /// <summary>st_ino.</summary>
    public ulong Inode;

    /// <summary>st_mode.</summary>
    public uint Mode;

    /// <summary>st_nlink.</summary>
    public uint Links;

    /// <summary>st_uid.</summary>
    public uint User;

    /// <summary>st_gid.</summary>
    public uint Group;

    /// <summary>st_rdev.</summary>
    public ulong SpecialDevice;

    /// <summary>st_size.</summary>
    public ulong Size;

    /// <summary>st_blksize.</summary>
    public uint BlockSize;

    /// <summary>st_blocks, in units of 512 bytes.</summary>
    public ulong Blocks;

    /// <summary>st_atim.</summary>
    public long AccessedAt;

    /// <summary>st_mtim.</summary>
    public long ModifiedAt;

    /// <summary>st_ctim.</summary>
    public long ChangedAt;

    /// <summary>stx_btime.</summary>
    public long BornAt;
}
