using System;
using System.Collections.Generic;
using System.IO;

namespace LiteBox.Packager.Erofs;

/// <summary>
/// The area of inodes. An inode with its tail never crosses a block (the kernel refuses that), so blocks end with gaps;
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
        var open = new List<(long Block, int Used)>();
        long blocks = 0;
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
        Length = blocks * ErofsFormat.BlockSize;
    }

    /// <summary>Bytes of the area, a multiple of the block size.</summary>
    public long Length { get; }

    /// <summary>Writes the area, block after block.</summary>
    public void Write(Stream output, long epoch)
    {
        byte[] area = new byte[Length];
        foreach (ErofsInode inode in _inodes)
            inode.Write(area.AsSpan((int)inode.Position), epoch);
        output.Write(area);
    }
}
