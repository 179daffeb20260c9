using System;
using System.Buffers.Binary;

namespace LiteBox.North;

/// <summary>
/// Reads an uncompressed EROFS image in memory (Linux, fs/erofs/erofs_fs.h). The image is not trusted: every offset is
/// checked before it is used, and nothing loops on what the image says. What is damaged reads as an I/O error.
/// </summary>
public sealed unsafe class ErofsImage
{
    /// <summary>Bytes of a block.</summary>
    public const uint BlockSize = 4096;

    private const int SuperOffset = 1024;
    private const int SuperSize = 128;
    private const uint Magic = 0xE0F5E1E2;
    private const int BlockBits = 12;
    private const int SlotBits = 5;
    private const int CompactSize = 32;
    private const int ExtendedSize = 64;
    private const int FlatPlain = 0;
    private const int FlatInline = 2;

    private readonly byte* _base;
    private readonly ulong _size;
    private readonly ulong _metadata;
    private readonly long _builtAt;

    private ErofsImage(nuint address, ulong size, ReadOnlySpan<byte> super)
    {
        _base = (byte*)address;
        _size = size;
        RootId = BinaryPrimitives.ReadUInt16LittleEndian(super[14..]);
        _builtAt = ToNanoseconds(BinaryPrimitives.ReadUInt64LittleEndian(super[24..]), BinaryPrimitives.ReadUInt32LittleEndian(super[32..]));
        _metadata = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(super[40..]) << BlockBits;
    }

    /// <summary>Id of the root directory.</summary>
    public ulong RootId { get; }

    /// <summary>Bytes of the image.</summary>
    public ulong Size => _size;

    /// <summary>The image at an address. Null when it is none, or needs a feature that this reader lacks.</summary>
    public static ErofsImage? Open(nuint address, ulong size)
    {
        if (address == 0 || size < SuperOffset + SuperSize)
            return null;
        ReadOnlySpan<byte> super = new((byte*)address + SuperOffset, SuperSize);
        if (BinaryPrimitives.ReadUInt32LittleEndian(super) != Magic
            || super[12] != BlockBits
            || BinaryPrimitives.ReadUInt32LittleEndian(super[80..]) != 0)
        {
            return null;
        }

        return new ErofsImage(address, size, super);
    }

    /// <summary>Bytes of the image. The caller has checked the range; an empty span when it has not.</summary>
    public ReadOnlySpan<byte> Bytes(ulong offset, int length) =>
        length >= 0 && offset <= _size && (ulong)length <= _size - offset ? new ReadOnlySpan<byte>(_base + offset, length) : default;

    /// <summary>Reads an inode. False when it is damaged or compressed.</summary>
    public bool TryRead(ulong id, out ErofsNode node)
    {
        node = default;
        if (id > _size >> SlotBits)
            return false;
        ulong at = _metadata + (id << SlotBits);
        ReadOnlySpan<byte> inode = Bytes(at, CompactSize);
        if (inode.Length == 0)
            return false;
        int format = BinaryPrimitives.ReadUInt16LittleEndian(inode);
        uint attributes = BinaryPrimitives.ReadUInt16LittleEndian(inode[2..]);
        uint header = CompactSize;
        node.Mode = BinaryPrimitives.ReadUInt16LittleEndian(inode[4..]);
        if ((format & 1) != 0)
        {
            header = ExtendedSize;
            inode = Bytes(at, ExtendedSize);
            if (inode.Length == 0)
                return false;
            node.Size = BinaryPrimitives.ReadUInt64LittleEndian(inode[8..]);
            node.User = BinaryPrimitives.ReadUInt32LittleEndian(inode[24..]);
            node.Group = BinaryPrimitives.ReadUInt32LittleEndian(inode[28..]);
            node.ModifiedAt = ToNanoseconds(BinaryPrimitives.ReadUInt64LittleEndian(inode[32..]), BinaryPrimitives.ReadUInt32LittleEndian(inode[40..]));
            node.Links = BinaryPrimitives.ReadUInt32LittleEndian(inode[44..]);
        }
        else
        {
            node.Links = BinaryPrimitives.ReadUInt16LittleEndian(inode[6..]);
            node.Size = BinaryPrimitives.ReadUInt32LittleEndian(inode[8..]);
            node.User = BinaryPrimitives.ReadUInt16LittleEndian(inode[24..]);
            node.Group = BinaryPrimitives.ReadUInt16LittleEndian(inode[26..]);
            node.ModifiedAt = _builtAt;
        }

        // Extended attributes: a header of 12 bytes, then words; i_xattr_icount counts both (0: none).
        if (attributes != 0)
            header += 12 + (attributes - 1) * 4;
        node.TailOffset = at + header;
        node.HeadOffset = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(inode[16..]) << BlockBits;
        return Locate(format >> 1 & 7, ref node);
    }

    /// <summary>
    /// Looks a name up in a directory. ENOENT; EIO when the directory is damaged.
    /// </summary>
    public Errno Find(in ErofsNode directory, ReadOnlySpan<byte> name, out ulong id)
    {
        id = 0;
        ulong low = 0, high = BlocksOf(directory);

        // The last block whose first name is not above the one that is sought.
        while (low + 1 < high)
        {
            ulong middle = low + (high - low) / 2;
            ErofsBlock probe = BlockOf(directory, middle);
            if (probe.Count == 0)
                return Errno.EIO;
            if (probe.NameOf(0).SequenceCompareTo(name) <= 0)
                low = middle;
            else
                high = middle;
        }

        if (high == 0)
            return Errno.ENOENT;
        ErofsBlock block = BlockOf(directory, low);
        if (block.Count == 0)
            return Errno.EIO;
        int first = 0, last = block.Count - 1;
        while (first <= last)
        {
            int middle = (first + last) >> 1;
            int order = block.NameOf(middle).SequenceCompareTo(name);
            if (order == 0)
            {
                id = block.IdOf(middle);
                return Errno.None;
            }

            if (order < 0)
                first = middle + 1;
            else
                last = middle - 1;
        }

        return Errno.ENOENT;
    }

    /// <summary>Number of blocks of a directory.</summary>
    public static ulong BlocksOf(in ErofsNode directory) => (directory.Size + BlockSize - 1) / BlockSize;

    /// <summary>One block of a directory; it has no entries when it is damaged.</summary>
    public ErofsBlock BlockOf(in ErofsNode directory, ulong index)
    {
        ulong start = index * BlockSize;
        int length = (int)ulong.Min(BlockSize, directory.Size - start);
        return new ErofsBlock(start < directory.HeadLength
            ? Bytes(directory.HeadOffset + start, length)
            : Bytes(directory.TailOffset + (start - directory.HeadLength), length));
    }

    /// <summary>Where a symbolic link leads; empty when it is damaged.</summary>
    public ReadOnlySpan<byte> TargetOf(in ErofsNode link) =>
        link.Size > Guest.PathMax ? default
        : link.TailLength == link.Size ? Bytes(link.TailOffset, (int)link.Size)
        : link.TailLength == 0 ? Bytes(link.HeadOffset, (int)link.Size)
        : default;

    private bool Locate(int layout, ref ErofsNode node)
    {
        if (layout == FlatInline)
        {
            node.TailLength = (uint)(node.Size % BlockSize);
            if (node.TailLength != 0 && Bytes(node.TailOffset, (int)node.TailLength).Length == 0)
                return false;
        }
        else if (layout != FlatPlain)
        {
            return false;
        }

        if (node.HeadLength == 0)
            return true;
        ulong whole = (node.HeadLength + BlockSize - 1) & ~(ulong)(BlockSize - 1);
        return whole >= node.HeadLength && node.HeadOffset <= _size && whole <= _size - node.HeadOffset;
    }

    private static long ToNanoseconds(ulong seconds, uint nanoseconds) =>
        seconds >= long.MaxValue / Clock.Second - 1 ? 0 : (long)seconds * Clock.Second + nanoseconds % Clock.Second;
}
