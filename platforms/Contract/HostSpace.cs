namespace LiteBox.South;

/// <summary>The room of a file system of the host.</summary>
public struct HostSpace
{
    /// <summary>Bytes of a block.</summary>
    public ulong BlockSize;

    /// <summary>All blocks.</summary>
    public ulong Blocks;

    /// <summary>Blocks that are free.</summary>
    public ulong FreeBlocks;

    /// <summary>Free blocks that the user of the sandbox may fill.</summary>
    public ulong AvailableBlocks;

    /// <summary>All inodes.</summary>
    public ulong Files;

    /// <summary>Inodes that are free.</summary>
    public ulong FreeFiles;
}
