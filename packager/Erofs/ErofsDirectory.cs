using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace LiteBox.Packager.Erofs;

/// <summary>
/// The blocks of a directory: each holds its entries, then their names; over all blocks the names ascend byte by byte,
/// '.' and '..' among them.
/// </summary>
internal static class ErofsDirectory
{
    /// <summary>Bytes that a directory takes.</summary>
    public static long Length(FileNode directory)
    {
        int used = 0;
        long full = 0;
        foreach ((string name, _) in Entries(directory))
        {
            int size = ErofsFormat.DirectoryEntrySize + Encoding.UTF8.GetByteCount(name);
            if (used + size > ErofsFormat.BlockSize)
            {
                full += ErofsFormat.BlockSize;
                used = 0;
            }
            used += size;
        }
        return full + used;
    }

    /// <summary>The bytes of a directory.</summary>
    public static byte[] Build(FileNode directory, Dictionary<FileNode, ErofsInode> inodes)
    {
        byte[] bytes = new byte[Length(directory)];
        var pending = new List<(byte[] Name, ErofsInode Inode)>();
        int start = 0, used = 0;
        foreach ((string text, FileNode node) in Entries(directory))
        {
            byte[] name = Encoding.UTF8.GetBytes(text);
            int size = ErofsFormat.DirectoryEntrySize + name.Length;
            if (used + size > ErofsFormat.BlockSize)
            {
                WriteBlock(bytes.AsSpan(start, ErofsFormat.BlockSize), pending);
                pending.Clear();
                start += ErofsFormat.BlockSize;
                used = 0;
            }
            pending.Add((name, inodes[node]));
            used += size;
        }
        WriteBlock(bytes.AsSpan(start), pending);
        return bytes;
    }

    private static void WriteBlock(Span<byte> block, List<(byte[] Name, ErofsInode Inode)> entries)
    {
        int nameAt = entries.Count * ErofsFormat.DirectoryEntrySize;
        Span<byte> entry = block;
        foreach ((byte[] name, ErofsInode inode) in entries)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(entry, inode.NodeId);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[8..], (ushort)nameAt);
            entry[10] = inode.EntryType;
            name.CopyTo(block[nameAt..]);
            nameAt += name.Length;
            entry = entry[ErofsFormat.DirectoryEntrySize..];
        }
    }

    private static IEnumerable<(string Name, FileNode Node)> Entries(FileNode directory)
    {
        (string, FileNode)[] dots = [(".", directory), ("..", directory.Parent)];
        int next = 0;
        foreach (FileNode child in directory.Children)
        {
            while (next < dots.Length && Utf8Order.Instance.Compare(dots[next].Item1, child.Name) < 0)
                yield return dots[next++];
            yield return (child.Name, child);
        }
        while (next < dots.Length)
            yield return dots[next++];
    }
}
