using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Packager.Elf;

/// <summary>
/// An x86-64 ELF file over bytes that stay where they are: nothing is copied, tables are decoded when asked for. The bytes
/// are not trusted. What the kernel and ld.so rely on (header, segments, dynamic table) must be sound; section headers of a
/// program or library are hints, and a section table that does not fit the file counts as absent.
/// Any member throws <see cref="LiteBoxException"/> LB0101 to LB0108 for a file that breaks these rules, and nothing else.
/// </summary>
public sealed class ElfFile
{
    private readonly ImmutableArray<ElfSegment> _loads;
    private ElfSymbolTable? _symbols;
    private ElfDynamic? _dynamic;
    private IReadOnlyList<ElfRelocationTable>? _relocationTables;

    private ElfFile(
        ReadOnlyMemory<byte> data, string name, ElfHeader header, ImmutableArray<ElfSegment> segments,
        ImmutableArray<ElfSection> sections)
    {
        Data = data;
        Name = name;
        Header = header;
        Segments = segments;
        Sections = sections;
        _loads = [.. System.Linq.Enumerable.Where(segments, s => s.Type == ElfSegmentType.Load)];
    }

    /// <summary>The whole file.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>What diagnostics call the file, usually its path.</summary>
    public string Name { get; }

    /// <summary>The file header.</summary>
    public ElfHeader Header { get; }

    /// <summary>The program headers in file order.</summary>
    public ImmutableArray<ElfSegment> Segments { get; }

    /// <summary>The PT_LOAD segments, ascending by address and without overlap.</summary>
    public ImmutableArray<ElfSegment> LoadSegments => _loads;

    /// <summary>The sections in file order, the null section included; empty when there is no sound table.</summary>
    public ImmutableArray<ElfSection> Sections { get; }

    /// <summary>The table .symtab; empty when stripped.</summary>
    public ElfSymbolTable Symbols => _symbols ??= ElfSections.SymbolTable(this, ElfSectionType.SymbolTable);

    /// <summary>What the dynamic table says; empty for a static program.</summary>
    public ElfDynamic Dynamic => _dynamic ??= ElfDynamic.Read(this);

    /// <summary>The dynamic symbols; empty for a static program.</summary>
    public ElfSymbolTable DynamicSymbols => Dynamic.Symbols;

    /// <summary>The relocations that ld.so applies, as the dynamic table gives them: RELA, REL, RELR and JMPREL.</summary>
    public IReadOnlyList<ElfRelocation> DynamicRelocations => Dynamic.Relocations;

    /// <summary>The sections of relocations: all of them in a relocatable object, else those that sections still name.</summary>
    public IReadOnlyList<ElfRelocationTable> RelocationTables => _relocationTables ??= ElfSections.RelocationTables(this);

    /// <summary>The path in PT_INTERP; null for a static program or a library without one.</summary>
    public string? Interpreter
    {
        get
        {
            foreach (ElfSegment segment in Segments)
            {
                if (segment.Type == ElfSegmentType.Interpreter)
                {
                    ReadOnlyMemory<byte> path = ElfStrings.At(Data.Slice((int)segment.Offset, (int)segment.FileSize), 0);
                    return path.IsEmpty
                        ? throw ElfErrors.BadSegments(Name, "The interpreter path is empty or not terminated.")
                        : ElfStrings.Decode(path.Span);
                }
            }

            return null;
        }
    }

    /// <summary>Whether the file is loaded at addresses of the loader's choice.</summary>
    public bool IsPositionIndependent => Header.Type == ElfType.Shared;

    /// <summary>Reads a file.</summary>
    /// <param name="data">Its bytes; they must not change while the result is in use.</param>
    /// <param name="name">What diagnostics call it.</param>
    /// <exception cref="LiteBoxException">LB0101 to LB0108: not a sound x86-64 ELF file.</exception>
    public static ElfFile Read(ReadOnlyMemory<byte> data, string name)
    {
        ReadOnlySpan<byte> bytes = data.Span;
        if (!ElfHeader.HasMagic(bytes))
        {
            throw ElfErrors.NotElf(name);
        }

        if (bytes.Length < ElfHeader.ByteSize)
        {
            throw ElfErrors.Truncated(name, "The header");
        }

        const byte Class64 = 2, LittleEndian = 1;
        if (bytes[4] != Class64 || bytes[5] != LittleEndian)
        {
            throw ElfErrors.WrongClass(name);
        }

        ushort machine = BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]);
        if (machine != ElfHeader.MachineX8664)
        {
            throw ElfErrors.WrongMachine(name, machine);
        }

        ElfHeader header = ElfHeader.ReadFrom(bytes);
        if (header.Type is not (ElfType.Relocatable or ElfType.Executable or ElfType.Shared))
        {
            throw ElfErrors.WrongType(name, header.Type);
        }

        ImmutableArray<ElfSegment> segments = ElfSegments.Read(data, name, header);
        ImmutableArray<ElfSection> sections = ElfSections.Read(data, name, header);
        return new ElfFile(data, name, header, segments, sections);
    }

    /// <summary>The first section of that name; null when there is none.</summary>
    public ElfSection? FindSection(string name)
    {
        foreach (ElfSection section in Sections)
        {
            if (section.Name == name)
            {
                return section;
            }
        }

        return null;
    }

    /// <summary>The first segment of that type; null when there is none.</summary>
    public ElfSegment? FindSegment(ElfSegmentType type)
    {
        foreach (ElfSegment segment in Segments)
        {
            if (segment.Type == type)
            {
                return segment;
            }
        }

        return null;
    }

    /// <summary>The PT_LOAD segment whose memory holds an address; null when it is not mapped.</summary>
    public ElfSegment? SegmentAt(ulong address)
    {
        int low = 0, high = _loads.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            ElfSegment segment = _loads[middle];
            if (address < segment.Address)
            {
                high = middle - 1;
            }
            else if (address - segment.Address >= segment.MemorySize)
            {
                low = middle + 1;
            }
            else
            {
                return segment;
            }
        }

        return null;
    }

    /// <summary>The bytes of the file from a virtual address to the end of its segment's file bytes; empty when none.</summary>
    public ReadOnlyMemory<byte> BytesFrom(ulong address)
    {
        if (SegmentAt(address) is not ElfSegment segment)
        {
            return default;
        }

        ulong skip = address - segment.Address;
        return skip >= segment.FileSize
            ? default
            : Data.Slice((int)(segment.Offset + skip), (int)(segment.FileSize - skip));
    }

    /// <summary>Bytes at a virtual address.</summary>
    /// <returns>False when not all of them come from the file.</returns>
    public bool TryRead(ulong address, int length, out ReadOnlySpan<byte> bytes)
    {
        ReadOnlyMemory<byte> from = BytesFrom(address);
        bool whole = length >= 0 && from.Length >= length;
        bytes = whole ? from.Span[..length] : default;
        return whole;
    }

    /// <summary>The 64-bit word at a virtual address, before relocation.</summary>
    /// <returns>False when it does not come from the file.</returns>
    public bool TryReadUInt64(ulong address, out ulong value)
    {
        bool read = TryRead(address, 8, out ReadOnlySpan<byte> bytes);
        value = read ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;
        return read;
    }

    /// <summary>The 32-bit word at a virtual address, before relocation.</summary>
    /// <returns>False when it does not come from the file.</returns>
    public bool TryReadInt32(ulong address, out int value)
    {
        bool read = TryRead(address, 4, out ReadOnlySpan<byte> bytes);
        value = read ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : 0;
        return read;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
