using System;
using System.Buffers.Binary;

namespace LiteBox.North;

/// <summary>A block of an EROFS directory: entries of 12 bytes (id, offset of the name, type), then the names.</summary>
public readonly ref struct ErofsBlock
{
    private const int EntrySize = 12;

    private readonly ReadOnlySpan<byte> _bytes;

    /// <summary>Takes the bytes of a block; when the offset of the first name makes no sense, the block has no entries.</summary>
    public ErofsBlock(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        if (bytes.Length < EntrySize)
            return;
        int names = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        if (names >= EntrySize && names <= bytes.Length && names % EntrySize == 0)
            Count = names / EntrySize;
    }

    /// <summary>Number of entries.</summary>
    public int Count { get; }

    /// <summary>Inode id of an entry.</summary>
    public ulong IdOf(int index) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[(index * EntrySize)..]);

    /// <summary>The file type that the entry notes (1 regular, 2 directory, 7 symbolic link).</summary>
    public byte TypeOf(int index) => _bytes[index * EntrySize + 10];

    /// <summary>Name of an entry; empty when it is damaged.</summary>
    public ReadOnlySpan<byte> NameOf(int index)
    {
        int start = NameOffset(index);
        if (start > _bytes.Length)
            return default;
        if (index + 1 < Count)
        {
            int end = NameOffset(index + 1);
            return end >= start && end <= _bytes.Length ? _bytes[start..end] : default;
        }

        ReadOnlySpan<byte> rest = _bytes[start..];
        int zero = rest.IndexOf((byte)0);
        return zero < 0 ? rest : rest[..zero];
    }

    private int NameOffset(int index) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[(index * EntrySize + 8)..]);
}
