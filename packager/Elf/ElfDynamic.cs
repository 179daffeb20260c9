using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace LiteBox.Packager.Elf;

/// <summary>What PT_DYNAMIC leads to, found through it alone, as ld.so does: sections are not consulted.</summary>
public sealed class ElfDynamic
{
    private readonly ElfFile _file;
    private readonly ReadOnlyMemory<byte> _strings;
    private ElfSymbolTable? _symbols;
    private IReadOnlyList<ElfRelocation>? _relocations;

    private ElfDynamic(ElfFile file, ImmutableArray<ElfDynamicEntry> entries)
    {
        _file = file;
        Entries = entries;
        _strings = Table(ElfDynamicTag.StringTable, ElfDynamicTag.StringTableSize, "string table");
        var needed = ImmutableArray.CreateBuilder<string>();
        foreach (ElfDynamicEntry entry in entries)
        {
            if (entry.Tag == ElfDynamicTag.Needed)
            {
                needed.Add(String(entry.Value));
            }
        }

        Needed = needed.ToImmutable();
    }

    /// <summary>The entries up to DT_NULL.</summary>
    public ImmutableArray<ElfDynamicEntry> Entries { get; }

    /// <summary>DT_NEEDED: the libraries, in the order of the file.</summary>
    public ImmutableArray<string> Needed { get; }

    /// <summary>DT_SONAME; null when there is none.</summary>
    public string? SoName => OptionalString(ElfDynamicTag.SoName);

    /// <summary>DT_RPATH, a colon-separated list; null when there is none.</summary>
    public string? RPath => OptionalString(ElfDynamicTag.RPath);

    /// <summary>DT_RUNPATH, a colon-separated list; null when there is none.</summary>
    public string? RunPath => OptionalString(ElfDynamicTag.RunPath);

    /// <summary>DT_INIT: a function run at start; 0 when there is none.</summary>
    public ulong Init => Find(ElfDynamicTag.Init) ?? 0;

    /// <summary>DT_FINI: a function run at exit; 0 when there is none.</summary>
    public ulong Fini => Find(ElfDynamicTag.Fini) ?? 0;

    /// <summary>DT_PREINIT_ARRAY: pointers to functions run before any other initialiser.</summary>
    public ElfAddressRange PreInitArray => Range(ElfDynamicTag.PreInitArray, ElfDynamicTag.PreInitArraySize);

    /// <summary>DT_INIT_ARRAY: pointers to functions run at start.</summary>
    public ElfAddressRange InitArray => Range(ElfDynamicTag.InitArray, ElfDynamicTag.InitArraySize);

    /// <summary>DT_FINI_ARRAY: pointers to functions run at exit.</summary>
    public ElfAddressRange FiniArray => Range(ElfDynamicTag.FiniArray, ElfDynamicTag.FiniArraySize);

    /// <summary>The dynamic symbols.</summary>
    public ElfSymbolTable Symbols => _symbols ??= ReadSymbols();

    /// <summary>RELA, REL, RELR and JMPREL, in this order.</summary>
    public IReadOnlyList<ElfRelocation> Relocations => _relocations ??= ElfDynamicRelocations.Read(_file, this);

    /// <summary>The value of the first entry with a tag; null when there is none.</summary>
    public ulong? Find(ElfDynamicTag tag)
    {
        foreach (ElfDynamicEntry entry in Entries)
        {
            if (entry.Tag == tag)
            {
                return entry.Value;
            }
        }

        return null;
    }

    internal static ElfDynamic Read(ElfFile file)
    {
        var entries = ImmutableArray.CreateBuilder<ElfDynamicEntry>();
        if (file.FindSegment(ElfSegmentType.Dynamic) is ElfSegment segment)
        {
            ReadOnlySpan<byte> bytes = file.Data.Span.Slice((int)segment.Offset, (int)segment.FileSize);
            for (; bytes.Length >= ElfDynamicEntry.ByteSize; bytes = bytes[ElfDynamicEntry.ByteSize..])
            {
                var tag = (ElfDynamicTag)BinaryPrimitives.ReadInt64LittleEndian(bytes);
                if (tag == ElfDynamicTag.Null)
                {
                    break;
                }

                entries.Add(new ElfDynamicEntry(tag, BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..])));
            }
        }

        return new ElfDynamic(file, entries.ToImmutable());
    }

    /// <summary>The bytes of a table that one tag places and another measures; empty when either is absent.</summary>
    internal ReadOnlyMemory<byte> Table(ElfDynamicTag address, ElfDynamicTag size, string what)
    {
        if (Find(address) is not ulong start || Find(size) is not ulong length || length == 0)
        {
            return default;
        }

        ReadOnlyMemory<byte> bytes = _file.BytesFrom(start);
        return length <= (ulong)bytes.Length
            ? bytes[..(int)length]
            : throw ElfErrors.BadDynamic(_file.Name, $"The dynamic {what} is outside the file.");
    }

    /// <summary>A name of the dynamic string table.</summary>
    internal string String(ulong offset)
    {
        ReadOnlyMemory<byte> name = ElfStrings.At(_strings, offset);
        return name.IsEmpty
            ? throw ElfErrors.BadDynamic(_file.Name, "The dynamic table names a string that does not exist.")
            : ElfStrings.Decode(name.Span);
    }

    private string? OptionalString(ElfDynamicTag tag)
    {
        if (Find(tag) is not ulong offset)
        {
            return null;
        }

        // An empty search path is legal, and means none.
        ReadOnlyMemory<byte> text = ElfStrings.At(_strings, offset);
        return text.IsEmpty ? null : ElfStrings.Decode(text.Span);
    }

    private ElfAddressRange Range(ElfDynamicTag address, ElfDynamicTag size)
    {
        if (Find(address) is not ulong start || Find(size) is not ulong length || length == 0)
        {
            return default;
        }

        return length <= (ulong)_file.BytesFrom(start).Length
            ? new ElfAddressRange(start, length)
            : throw ElfErrors.BadDynamic(_file.Name, "An array of initialisers is outside the file.");
    }

    private ElfSymbolTable ReadSymbols()
    {
        if (Find(ElfDynamicTag.SymbolTable) is not ulong address)
        {
            return ElfSymbolTable.Empty;
        }

        ReadOnlyMemory<byte> bytes = _file.BytesFrom(address);
        ulong count = SymbolCount();
        return count <= (ulong)(bytes.Length / ElfSymbol.ByteSize)
            ? new ElfSymbolTable(bytes[..((int)count * ElfSymbol.ByteSize)], _strings, default)
            : throw ElfErrors.BadDynamic(_file.Name, "The dynamic symbol table is outside the file.");
    }

    /// <summary>No tag holds the number of symbols; the hash tables imply it.</summary>
    private ulong SymbolCount()
    {
        if (Find(ElfDynamicTag.Hash) is ulong hash)
        {
            ReadOnlySpan<byte> bytes = _file.BytesFrom(hash).Span;
            return bytes.Length >= 8 ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) : throw BadHash();
        }

        if (Find(ElfDynamicTag.GnuHash) is ulong gnuHash)
        {
            return GnuHashCount(_file.BytesFrom(gnuHash).Span);
        }

        // Without a hash table nobody can look symbols up by name, yet relocations may count in the table.
        foreach (ElfSection section in _file.Sections)
        {
            if (section.Type == ElfSectionType.DynamicSymbols)
            {
                return section.Size / ElfSymbol.ByteSize;
            }
        }

        return 0;
    }

    private ulong GnuHashCount(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 16)
        {
            throw BadHash();
        }

        uint bucketCount = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        uint firstHashed = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        uint bloomWords = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        ulong bucketsAt = 16 + (ulong)bloomWords * 8;
        ulong chainsAt = bucketsAt + (ulong)bucketCount * 4;
        if (chainsAt > (ulong)bytes.Length)
        {
            throw BadHash();
        }

        uint last = 0;
        for (int at = (int)bucketsAt; at < (int)chainsAt; at += 4)
        {
            last = Math.Max(last, BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]));
        }

        if (last < firstHashed)
        {
            return firstHashed; // nothing is hashed: only undefined symbols
        }

        // The highest bucket's chain is the last one; bit 0 marks its end.
        for (ulong at = chainsAt + ((ulong)(last - firstHashed) * 4); at <= (ulong)bytes.Length - 4; at += 4, last++)
        {
            if ((bytes[(int)at] & 1) != 0)
            {
                return (ulong)last + 1;
            }
        }

        throw BadHash();
    }

    private Diagnostics.LiteBoxException BadHash() =>
        ElfErrors.BadDynamic(_file.Name, "The hash table of the dynamic symbols is outside the file.");
}
