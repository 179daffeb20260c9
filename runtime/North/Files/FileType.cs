namespace LiteBox.North;

/// <summary>The bits of st_mode (inode(7)).</summary>
public static class FileType
{
    /// <summary>S_IFMT: the bits of the type.</summary>
    public const uint Mask = 0xF000;

    /// <summary>S_IFIFO.</summary>
    public const uint Pipe = 0x1000;

    /// <summary>S_IFCHR.</summary>
    public const uint CharacterDevice = 0x2000;

    /// <summary>S_IFDIR.</summary>
    public const uint Directory = 0x4000;

    /// <summary>S_IFBLK.</summary>
    public const uint BlockDevice = 0x6000;

    /// <summary>S_IFREG.</summary>
    public const uint Regular = 0x8000;

    /// <summary>S_IFLNK.</summary>
    public const uint SymbolicLink = 0xA000;

    /// <summary>S_IFSOCK.</summary>
    public const uint Socket = 0xC000;

    /// <summary>The permission bits with set-user-ID, set-group-ID and sticky.</summary>
    public const uint Permissions = 0xFFF;

    /// <summary>S_ISVTX, S_ISGID, S_ISUID.</summary>
    public const uint Sticky = 0x200, SetGroup = 0x400, SetUser = 0x800;

    /// <summary>The d_type of getdents64(2) for a mode.</summary>
    public static byte EntryType(uint mode) => (byte)((mode & Mask) >> 12);
}
