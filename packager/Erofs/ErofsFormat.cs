namespace LiteBox.Packager.Erofs;

/// <summary>
/// Numbers of the on-disk format of EROFS, as far as an uncompressed image needs them
/// (Linux, fs/erofs/erofs_fs.h; https://erofs.docs.kernel.org/en/latest/core_ondisk.html). All are little endian.
/// </summary>
internal static class ErofsFormat
{
    public const int BlockSize = 4096;
    public const int BlockBits = 12;

    /// <summary>Where the superblock begins.</summary>
    public const int SuperOffset = 1024;

    /// <summary>Bytes of the superblock, and where it ends: inodes may follow in the same block.</summary>
    public const int SuperSize = 128, SuperEnd = SuperOffset + SuperSize;

    public const uint Magic = 0xE0F5E1E2;

    /// <summary>feature_compat: the superblock has a checksum; the times are times of modification.</summary>
    public const uint CompatChecksum = 1, CompatMtime = 2;

    /// <summary>A node id counts these bytes from the start of the image.</summary>
    public const int SlotSize = 32;

    public const int CompactInodeSize = 32;
    public const int ExtendedInodeSize = 64;

    /// <summary>i_format: bit 0 is set for the extended inode, bits 1 to 3 are the layout of the data.</summary>
    public const int ExtendedInode = 1, FlatPlain = 0 << 1, FlatInline = 2 << 1;

    public const int DirectoryEntrySize = 12;

    /// <summary>File types of directory entries.</summary>
    public const byte TypeRegular = 1, TypeDirectory = 2, TypeSymbolicLink = 7;

    /// <summary>The type bits of i_mode.</summary>
    public const int ModeRegular = 0x8000, ModeDirectory = 0x4000, ModeSymbolicLink = 0xA000;
}
