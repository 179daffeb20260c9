using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Packager.Erofs;

/// <summary>
/// Writes a <see cref="FileTree"/> as an uncompressed EROFS image that the Linux kernel mounts and fsck.erofs accepts.
/// The same tree gives the same bytes. Places are decided first, from sizes alone; then the image is written front to
/// back (superblock and first inodes, file data, directories and links, other inodes), so that every file is read once, but for the ends that
/// go into the first block, and only inodes, directories and the short ends of files are held in memory.
/// </summary>
public static class ErofsWriter
{
    /// <summary>Ends of files up to this length are stored behind the inode: beyond it little is gained over a block.</summary>
    private const int MaxTail = ErofsFormat.BlockSize / 2;

    private const int CopySize = 1 << 20;

    /// <summary>Writes the image, a multiple of 4096 bytes, and returns its length.</summary>
    /// <param name="tree">What to write.</param>
    /// <param name="output">Where to; need not seek.</param>
    /// <param name="epoch">The time of everything in it, in seconds since 1970 (SOURCE_DATE_EPOCH).</param>
    /// <exception cref="Diagnostics.LiteBoxException">LB0207: a file cannot be read or has changed.</exception>
    public static long Write(FileTree tree, Stream output, long epoch = 0)
    {
        List<ErofsInode> inodes = Number(tree);
        ShareSameBytes(inodes);
        var metadata = new ErofsMetadata(inodes);
        Dictionary<FileNode, ErofsInode> byNode = [];
        foreach (ErofsInode inode in inodes)
            byNode[inode.Node] = inode;

        uint block = 1;
        foreach (bool regular in (ReadOnlySpan<bool>)[true, false])
        {
            foreach (ErofsInode inode in inodes)
            {
                if ((inode.Node.Kind == FileKind.Regular) == regular && inode.SameAs is null && inode.BlockCount > 0)
                {
                    inode.Block = block;
                    block = checked(block + (uint)inode.BlockCount);
                }
            }
        }
        metadata.PlaceBehind(block);
        foreach (ErofsInode inode in inodes)
        {
            if (inode.SameAs is { } first)
                inode.Block = first.Block;
            if (inode.Node.Kind == FileKind.Directory)
                inode.Bytes = ErofsDirectory.Build(inode.Node, byNode);
        }

        uint total = checked(block + (uint)metadata.BlocksBehindData);
        ReadTailsOfFirstBlock(inodes);
        byte[] head = new byte[ErofsFormat.BlockSize];
        metadata.Write(head, 0, epoch);
        WriteSuperblock(head.AsSpan(ErofsFormat.SuperOffset), inodes, total, epoch);
        output.Write(head);
        WriteData(output, inodes);
        byte[] behind = new byte[metadata.BlocksBehindData * ErofsFormat.BlockSize];
        metadata.Write(behind, (long)block * ErofsFormat.BlockSize, epoch);
        output.Write(behind);
        return (long)total * ErofsFormat.BlockSize;
    }

    /// <summary>SOURCE_DATE_EPOCH of the environment, or 0.</summary>
    public static long EpochOfEnvironment() =>
        long.TryParse(Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH"), out long epoch) && epoch >= 0 ? epoch : 0;

    private static List<ErofsInode> Number(FileTree tree)
    {
        var inodes = new List<ErofsInode>();
        foreach (FileNode node in tree.All())
        {
            var inode = new ErofsInode(node) { Number = (uint)inodes.Count + 1 };
            inodes.Add(inode);
            switch (node.Kind)
            {
                case FileKind.Directory:
                    inode.Links = 2;
                    foreach (FileNode child in node.Children)
                        inode.Links += child.Kind == FileKind.Directory ? 1u : 0;
                    inode.Size = ErofsDirectory.Length(node);
                    break;
                case FileKind.SymbolicLink:
                    inode.Bytes = Encoding.UTF8.GetBytes(node.Target!);
                    inode.Size = inode.Bytes.Length;
                    break;
                default:
                    inode.Size = node.Content!.Length;
                    break;
            }
            inode.TailLength = TailOf(inode);
        }
        return inodes;
    }

    /// <summary>
    /// A program or library keeps its last page in a block, so that it maps straight from the bundle. A directory or a
    /// link goes behind its inode as a whole where it fits (the kernel reads such a link without another block).
    /// </summary>
    private static int TailOf(ErofsInode inode)
    {
        int tail = (int)(inode.Size % ErofsFormat.BlockSize);
        if (inode.Node.Kind != FileKind.Regular)
            return tail <= ErofsFormat.BlockSize - inode.HeaderLength ? tail : 0;
        return tail > MaxTail || (inode.Node.Mode & 0x49) != 0 || IsMapped(inode.Node.Name) ? 0 : tail;
    }

    /// <summary>Whether a file is a shared object or a managed assembly by its name: those are mapped, and need not be executable.</summary>
    private static bool IsMapped(string name) =>
        name.EndsWith(".so", StringComparison.Ordinal) || name.Contains(".so.", StringComparison.Ordinal)
        || name.EndsWith(".dll", StringComparison.Ordinal);

    private static void ShareSameBytes(List<ErofsInode> inodes)
    {
        var bySize = new Dictionary<long, List<ErofsInode>>();
        foreach (ErofsInode inode in inodes)
        {
            if (inode.Node.Kind != FileKind.Regular || inode.BlockCount == 0)
                continue;
            if (!bySize.TryGetValue(inode.Size, out List<ErofsInode>? list))
                bySize[inode.Size] = list = [];
            list.Add(inode);
        }
        var byHash = new Dictionary<(long, UInt128, UInt128), ErofsInode>();
        foreach (ErofsInode inode in inodes)
        {
            if (inode.Node.Kind != FileKind.Regular || inode.BlockCount == 0 || bySize[inode.Size].Count == 1)
                continue;
            using Stream stream = inode.Node.Content!.OpenRead();
            byte[] hash = SHA256.HashData(stream);
            var key = (inode.Size, BinaryPrimitives.ReadUInt128LittleEndian(hash), BinaryPrimitives.ReadUInt128LittleEndian(hash.AsSpan(16)));
            if (!byHash.TryAdd(key, inode))
            {
                inode.SameAs = byHash[key];
                // The blocks of both must be the same ones: where the first has no tail, neither has this one.
                inode.TailLength = inode.SameAs.TailLength;
            }
        }
    }

    /// <summary>Fills the superblock in; the rest of its block counts in the checksum, so that must be there already.</summary>
    private static void WriteSuperblock(Span<byte> super, List<ErofsInode> inodes, uint blocks, long epoch)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(super, ErofsFormat.Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(super[8..], ErofsFormat.CompatChecksum | ErofsFormat.CompatMtime);
        super[12] = ErofsFormat.BlockBits;
        BinaryPrimitives.WriteUInt16LittleEndian(super[14..], checked((ushort)inodes[0].NodeId));
        BinaryPrimitives.WriteUInt64LittleEndian(super[16..], (ulong)inodes.Count);
        BinaryPrimitives.WriteInt64LittleEndian(super[24..], epoch);
        BinaryPrimitives.WriteUInt32LittleEndian(super[36..], blocks);
        BinaryPrimitives.WriteUInt32LittleEndian(super[4..], Crc32C.Compute(~0u, super));
    }

    /// <summary>The ends of directories and links are known; those of files are needed before the files are written.</summary>
    private static void ReadTailsOfFirstBlock(List<ErofsInode> inodes)
    {
        foreach (ErofsInode inode in inodes)
        {
            if (inode.Bytes is { } bytes)
                inode.Tail = bytes[^inode.TailLength..];
            else if (inode.TailLength > 0 && inode.Position < ErofsFormat.BlockSize)
                ReadTail(inode);
        }
    }

    private static void ReadTail(ErofsInode inode)
    {
        using Stream stream = inode.Node.Content!.OpenRead();
        stream.Position = inode.Size - inode.TailLength;
        ReadTail(inode, stream);
    }

    private static void ReadTail(ErofsInode inode, Stream stream)
    {
        inode.Tail = new byte[inode.TailLength];
        try
        {
            stream.ReadExactly(inode.Tail);
        }
        catch (EndOfStreamException)
        {
            throw Changed(inode);
        }
    }

    private static void WriteData(Stream output, List<ErofsInode> inodes)
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(CopySize);
        foreach (ErofsInode inode in inodes)
        {
            if (inode.Node.Kind == FileKind.Regular && inode.Size > 0 && inode.SameAs is null)
                WriteFile(output, inode, buffer);
        }
        foreach (ErofsInode inode in inodes)
        {
            if (inode.SameAs is { } first)
                inode.Tail = first.Tail;
            if (inode.Bytes is not { } bytes)
                continue;
            int head = bytes.Length - inode.TailLength;
            output.Write(bytes, 0, head);
            Pad(output, head);
        }
    }

    private static void WriteFile(Stream output, ErofsInode inode, byte[] buffer)
    {
        using Stream stream = inode.Node.Content!.OpenRead();
        try
        {
            long head = inode.Size - inode.TailLength;
            for (long left = head; left > 0;)
            {
                int piece = (int)long.Min(left, buffer.Length);
                stream.ReadExactly(buffer, 0, piece);
                output.Write(buffer, 0, piece);
                left -= piece;
            }
            Pad(output, head);
        }
        catch (EndOfStreamException)
        {
            throw Changed(inode);
        }

        if (inode.Tail.Length == 0)
            ReadTail(inode, stream);
    }

    private static LiteBoxException Changed(ErofsInode inode) =>
        FileTreeErrors.Unreadable(inode.Node.Content!.HostPath ?? inode.Node.Path, null);

    private static void Pad(Stream output, long written)
    {
        int over = (int)(written % ErofsFormat.BlockSize);
        if (over > 0)
            output.Write(new byte[ErofsFormat.BlockSize - over]);
    }
}
