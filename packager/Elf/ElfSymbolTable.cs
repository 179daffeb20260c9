using System;
using System.Buffers.Binary;
using System.Collections;
using System.Collections.Generic;

namespace LiteBox.Packager.Elf;

/// <summary>A symbol table, decoded entry by entry from the bytes of the file.</summary>
public sealed class ElfSymbolTable : IReadOnlyList<ElfSymbol>
{
    private readonly ReadOnlyMemory<byte> _entries;
    private readonly ReadOnlyMemory<byte> _strings;
    private readonly ReadOnlyMemory<byte> _extendedIndexes;

    internal ElfSymbolTable(
        ReadOnlyMemory<byte> entries, ReadOnlyMemory<byte> strings, ReadOnlyMemory<byte> extendedIndexes)
    {
        _entries = entries;
        _strings = strings;
        _extendedIndexes = extendedIndexes;
        Count = entries.Length / ElfSymbol.ByteSize;
    }

    /// <summary>A table without entries.</summary>
    public static ElfSymbolTable Empty { get; } = new(default, default, default);

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>The symbol at an index, the null symbol at 0 included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside the table.</exception>
    public ElfSymbol this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            ReadOnlySpan<byte> entry = _entries.Span.Slice(index * ElfSymbol.ByteSize, ElfSymbol.ByteSize);
            return new ElfSymbol(
                index,
                _strings,
                BinaryPrimitives.ReadUInt32LittleEndian(entry),
                BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]),
                BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]),
                entry[4],
                entry[5],
                SectionIndex(index, BinaryPrimitives.ReadUInt16LittleEndian(entry[6..])));
        }
    }

    /// <inheritdoc/>
    public IEnumerator<ElfSymbol> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private uint SectionIndex(int symbol, ushort stored)
    {
        const ushort FirstReserved = 0xff00, Extended = 0xffff;
        if (stored < FirstReserved)
        {
            return stored;
        }

        if (stored == Extended)
        {
            return symbol < _extendedIndexes.Length / 4
                ? BinaryPrimitives.ReadUInt32LittleEndian(_extendedIndexes.Span[(symbol * 4)..])
                : ElfSymbol.SectionUndefined;
        }

        return 0xffff_0000u | stored;
    }
}
