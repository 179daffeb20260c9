using System;
using System.Collections.Generic;

namespace LiteBox.Packager.Erofs;

/// <summary>
/// The inodes. They begin behind the superblock, in its block, so that a small tree needs no other; those that find no room
/// there follow the data. An inode with its tail never crosses a block (the kernel refuses that), so blocks end with gaps;
/// a few of the last ones stay open for inodes that are small enough.
/// </summary>
internal sealed class ErofsMetadata
{
    private const int OpenBlocks = 8;

    private readonly List<ErofsInode> _inodes;

    /// <summary>Gives every inode its place; the root comes first, since the superblock has 16 bits for its id.</summary>
    public ErofsMetadata(List<ErofsInode> inodes)
    {
        _inodes = inodes;
        var open = new List<(long Block, int Used)> { (0, ErofsFormat.SuperEnd) };
        long blocks = 1;
        foreach (ErofsInode inode in inodes)
        {
            int length = (inode.HeaderLength + inode.TailLength + ErofsFormat.SlotSize - 1) & -ErofsFormat.SlotSize;
            int at = open.FindIndex(b => b.Used + length <= ErofsFormat.BlockSize);
            if (at < 0)
            {
                if (open.Count == OpenBlocks)
                    open.RemoveAt(0);
                at = open.Count;
                open.Add((blocks++, 0));
            }
            (long block, int used) = open[at];
            inode.Position = (block * ErofsFormat.BlockSize) + used;
            open[at] = (block, used + length);
        }
        BlocksBehindData = blocks - 1;
    }

    /// <summary>How many blocks there are besides the superblock's.</summary>
    public long BlocksBehindData { get; }

    /// <summary>Says where the blocks behind the data begin; positions count from the start of the image from now on.</summary>
    public void PlaceBehind(uint dataEnd)
    {
        foreach (ErofsInode inode in _inodes)
        {
            if (inode.Position >= ErofsFormat.BlockSize)
                inode.Position += (dataEnd - 1L) * ErofsFormat.BlockSize;
        }
    }

    /// <summary>Writes the inodes that lie in the blocks from an offset of the image on.</summary>
    public void Write(Span<byte> blocks, long offset, long epoch)
    {
        foreach (ErofsInode inode in _inodes)
        {
            if (inode.Position >= offset && inode.Position < offset + blocks.Length)
                inode.Write(blocks[(int)(inode.Position - offset)..], epoch);
        }
    }
}
