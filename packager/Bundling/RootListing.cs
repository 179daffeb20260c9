using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;
using LiteBox.Packager.Diagnostics;
using LiteBox.Packager.Erofs;

namespace LiteBox.Packager.Bundling;

/// <summary>
/// Lists the files of the root image of a bundle: an EROFS image without compression, as <see cref="ErofsWriter"/> writes
/// it. The image may be anything: what is not sound is LB0708.
/// </summary>
public sealed class RootListing
{
    // More than any root file system has; an image that claims more, or that leads in circles, is not sound.
    private const int MaximumNodes = 1 << 22;
    private const long MaximumDirectoryBytes = 1 << 28;

    private readonly Stream _stream;
    private readonly string _name;
    private readonly long _start;
    private readonly long _length;
    private readonly long _metadata;

    private RootListing(Stream stream, string name, long start, long length)
    {
        (_stream, _name, _start, _length) = (stream, name, start, length);
        Span<byte> super = Read(ErofsFormat.SuperOffset, 128);
        if (BinaryPrimitives.ReadUInt32LittleEndian(super) != ErofsFormat.Magic || super[12] != ErofsFormat.BlockBits)
            throw Damaged();
        _metadata = (long)BinaryPrimitives.ReadUInt32LittleEndian(super[40..]) * ErofsFormat.BlockSize;
        Root = BinaryPrimitives.ReadUInt16LittleEndian(super[14..]);
    }

    private ulong Root { get; }

    /// <summary>The regular files, sorted by path.</summary>
    /// <param name="stream">The bundle; can seek.</param>
    /// <param name="name">What failures call it.</param>
    /// <param name="start">Where the root image starts.</param>
    /// <param name="length">Its length; a length of 0 has no files.</param>
    /// <exception cref="LiteBoxException">LB0708: the image is damaged.</exception>
    public static IReadOnlyList<BundledFile> Read(Stream stream, string name, long start, long length)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (length == 0)
            return [];
        List<BundledFile> files = new RootListing(stream, name, start, length).Files();
        files.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        return files;
    }

    private List<BundledFile> Files()
    {
        var files = new List<BundledFile>();
        var directories = new Stack<(ulong Node, string Path)>();
        var seen = new HashSet<ulong> { Root };
        directories.Push((Root, ""));
        int nodes = 0;
        while (directories.TryPop(out (ulong Node, string Path) directory))
        {
            foreach ((string name, ulong node, byte type) in Entries(directory.Node))
            {
                if (++nodes > MaximumNodes)
                    throw Damaged();
                if (type == ErofsFormat.TypeRegular)
                    files.Add(new BundledFile(directory.Path + "/" + name, Inode(node).Size));
                else if (type == ErofsFormat.TypeDirectory && name is not ("." or ".."))
                    directories.Push((seen.Add(node) ? node : throw Damaged(), directory.Path + "/" + name));
            }
        }

        return files;
    }

    private List<(string Name, ulong Node, byte Type)> Entries(ulong directory)
    {
        (long size, long data, long tail, int tailLength) = Inode(directory);
        if (size > MaximumDirectoryBytes)
            throw Damaged();
        var entries = new List<(string, ulong, byte)>();
        for (long offset = 0; offset < size; offset += ErofsFormat.BlockSize)
        {
            int length = (int)long.Min(size - offset, ErofsFormat.BlockSize);
            ReadBlock(offset >= size - tailLength ? Read(tail, length) : Read(data + offset, length), entries);
        }

        return entries;
    }

    private void ReadBlock(ReadOnlySpan<byte> block, List<(string Name, ulong Node, byte Type)> entries)
    {
        if (block.Length < ErofsFormat.DirectoryEntrySize)
            throw Damaged();
        int count = NameOffset(block, 0) / ErofsFormat.DirectoryEntrySize;
        if (count == 0 || count * ErofsFormat.DirectoryEntrySize > block.Length)
            throw Damaged();
        for (int index = 0; index < count; index++)
        {
            int start = NameOffset(block, index);
            int end = index + 1 < count ? NameOffset(block, index + 1) : block.Length;
            if (start > end || end > block.Length)
                throw Damaged();
            ReadOnlySpan<byte> name = block[start..end];
            int zero = name.IndexOf((byte)0);
            ReadOnlySpan<byte> entry = block[(index * ErofsFormat.DirectoryEntrySize)..];
            entries.Add((Encoding.UTF8.GetString(zero < 0 ? name : name[..zero]), BinaryPrimitives.ReadUInt64LittleEndian(entry), entry[10]));
        }
    }

    private static int NameOffset(ReadOnlySpan<byte> block, int index) =>
        BinaryPrimitives.ReadUInt16LittleEndian(block[((index * ErofsFormat.DirectoryEntrySize) + 8)..]);

    private (long Size, long Data, long Tail, int TailLength) Inode(ulong node)
    {
        if (node > long.MaxValue / ErofsFormat.SlotSize / 2)
            throw Damaged();
        long at = _metadata + ((long)node * ErofsFormat.SlotSize);
        ReadOnlySpan<byte> inode = Read(at, ErofsFormat.CompactInodeSize);
        int format = BinaryPrimitives.ReadUInt16LittleEndian(inode);
        bool extended = (format & ErofsFormat.ExtendedInode) != 0;
        long size = extended ? BinaryPrimitives.ReadInt64LittleEndian(inode[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(inode[8..]);
        int layout = format & 0xE;
        if (size < 0 || layout is not (ErofsFormat.FlatPlain or ErofsFormat.FlatInline))
            throw Damaged();
        return (size, (long)BinaryPrimitives.ReadUInt32LittleEndian(inode[16..]) * ErofsFormat.BlockSize,
            at + (extended ? ErofsFormat.ExtendedInodeSize : ErofsFormat.CompactInodeSize),
            layout == ErofsFormat.FlatInline ? (int)(size % ErofsFormat.BlockSize) : 0);
    }

    private Span<byte> Read(long offset, int length)
    {
        if (offset < 0 || offset > _length - length)
            throw Damaged();
        byte[] bytes = new byte[length];
        _stream.Position = _start + offset;
        _stream.ReadExactly(bytes);
        return bytes;
    }

    private LiteBoxException Damaged() => new("LB0708", _name, "The root file system of the bundle is damaged.", "Make the bundle again.");
}
