using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace LiteBox.Packager.Elf;

/// <summary>
/// Reads what section headers lead to. In a relocatable object they are all there is and must be sound; elsewhere a
/// broken table is treated as absent, since nothing that loads the file looks at it.
/// </summary>
internal static class ElfSections
{
    public static ImmutableArray<ElfSection> Read(ReadOnlyMemory<byte> data, string name, ElfHeader header)
    {
        string? problem = TryRead(data, header, out ImmutableArray<ElfSection> sections);
        if (problem is not null && header.Type == ElfType.Relocatable)
        {
            throw ElfErrors.BadSections(name, problem);
        }

        return sections;
    }

    public static ElfSymbolTable SymbolTable(ElfFile file, ElfSectionType type)
    {
        foreach (ElfSection section in file.Sections)
        {
            if (section.Type == type)
            {
                return SymbolTable(file, section);
            }
        }

        return ElfSymbolTable.Empty;
    }

    public static IReadOnlyList<ElfRelocationTable> RelocationTables(ElfFile file)
    {
        var tables = new List<ElfRelocationTable>();
        var symbolTables = new Dictionary<uint, ElfSymbolTable>();
        foreach (ElfSection section in file.Sections)
        {
            if (section.Type is not (ElfSectionType.Rela or ElfSectionType.Rel))
            {
                continue;
            }

            uint link = section.Header.Link;
            if (!symbolTables.TryGetValue(link, out ElfSymbolTable? symbols))
            {
                symbols = link < file.Sections.Length
                    && file.Sections[(int)link].Type is ElfSectionType.SymbolTable or ElfSectionType.DynamicSymbols
                    ? SymbolTable(file, file.Sections[(int)link])
                    : ElfSymbolTable.Empty;
                symbolTables.Add(link, symbols);
            }

            ElfSection? target = null;
            if (file.Header.Type == ElfType.Relocatable || (section.Flags & ElfSectionFlags.InfoLink) != 0)
            {
                uint info = section.Header.Info;
                if (info >= file.Sections.Length)
                {
                    throw ElfErrors.BadSections(file.Name, $"Section {section.Name} relocates a section that does not exist.");
                }

                target = info == 0 ? null : file.Sections[(int)info];
            }

            tables.Add(new ElfRelocationTable(section, target, symbols, Relocations(file, section, target, symbols)));
        }

        return tables;
    }

    private static string? TryRead(ReadOnlyMemory<byte> data, ElfHeader header, out ImmutableArray<ElfSection> sections)
    {
        sections = [];
        if (header.SectionHeaderOffset == 0)
        {
            return header.Type == ElfType.Relocatable ? "The object file has no sections." : null;
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(data.Span[58..]) != ElfSectionHeader.ByteSize
            || !ElfSegments.InFile(data, header.SectionHeaderOffset, ElfSectionHeader.ByteSize))
        {
            return "The section table is outside the file or has a wrong entry size.";
        }

        // Counts that do not fit 16 bits stand in section 0 (gABI chapter 4, "extended section numbering").
        ElfSectionHeader first = ElfSectionHeader.ReadFrom(data.Span[(int)header.SectionHeaderOffset..]);
        ulong count = header.SectionHeaderCount == 0 ? first.Size : header.SectionHeaderCount;
        if (count == 0 || count > (ulong)data.Length / ElfSectionHeader.ByteSize
            || !ElfSegments.InFile(data, header.SectionHeaderOffset, count * ElfSectionHeader.ByteSize))
        {
            return "The section table reaches beyond the end of the file.";
        }

        ReadOnlySpan<byte> table = data.Span[(int)header.SectionHeaderOffset..];
        uint nameIndex = header.SectionNameIndex == 0xffff ? first.Link : header.SectionNameIndex;
        ReadOnlyMemory<byte> names = nameIndex < count
            ? Bytes(data, ElfSectionHeader.ReadFrom(table[((int)nameIndex * ElfSectionHeader.ByteSize)..])) ?? default
            : default;
        var builder = ImmutableArray.CreateBuilder<ElfSection>((int)count);
        for (int i = 0; i < (int)count; i++)
        {
            ElfSectionHeader section = ElfSectionHeader.ReadFrom(table[(i * ElfSectionHeader.ByteSize)..]);
            if (Bytes(data, section) is not ReadOnlyMemory<byte> bytes)
            {
                return FormattableString.Invariant($"Section {i} reaches beyond the end of the file.");
            }

            builder.Add(new ElfSection(i, ElfStrings.Decode(ElfStrings.At(names, section.NameOffset).Span), section, bytes));
        }

        sections = builder.MoveToImmutable();
        return null;
    }

    private static ReadOnlyMemory<byte>? Bytes(ReadOnlyMemory<byte> data, ElfSectionHeader section)
    {
        if (section.Type is ElfSectionType.NoBits or ElfSectionType.Null)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        return ElfSegments.InFile(data, section.Offset, section.Size)
            ? data.Slice((int)section.Offset, (int)section.Size)
            : null;
    }

    private static ElfSymbolTable SymbolTable(ElfFile file, ElfSection section)
    {
        uint link = section.Header.Link;
        if (link >= file.Sections.Length)
        {
            throw ElfErrors.BadSections(file.Name, $"Section {section.Name} names a string table that does not exist.");
        }

        ReadOnlyMemory<byte> extended = default;
        foreach (ElfSection other in file.Sections)
        {
            if (other.Type == ElfSectionType.SymbolTableSectionIndexes && other.Header.Link == section.Index)
            {
                extended = other.Bytes;
            }
        }

        return new ElfSymbolTable(section.Bytes, file.Sections[(int)link].Bytes, extended);
    }

    private static ElfRelocation[] Relocations(ElfFile file, ElfSection section, ElfSection? target, ElfSymbolTable symbols)
    {
        bool hasAddend = section.Type == ElfSectionType.Rela;
        int entrySize = hasAddend ? ElfRelocation.ByteSize : 16;
        ReadOnlySpan<byte> bytes = section.Bytes.Span;
        var relocations = new ElfRelocation[bytes.Length / entrySize];
        for (int i = 0; i < relocations.Length; i++)
        {
            ReadOnlySpan<byte> entry = bytes.Slice(i * entrySize, entrySize);
            ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(entry);
            ulong info = BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]);
            long addend = hasAddend
                ? BinaryPrimitives.ReadInt64LittleEndian(entry[16..])
                : AddendInPlace(file, target, offset, (ElfRelocationType)(uint)info);
            var relocation = new ElfRelocation(offset, (ElfRelocationType)(uint)info, (uint)(info >> 32), addend);
            if (relocation.SymbolIndex != 0 && relocation.SymbolIndex >= symbols.Count)
            {
                throw ElfErrors.BadSections(file.Name, $"Section {section.Name} names a symbol that does not exist.");
            }

            relocations[i] = relocation;
        }

        return relocations;
    }

    private static long AddendInPlace(ElfFile file, ElfSection? target, ulong offset, ElfRelocationType type)
    {
        bool wide = type is ElfRelocationType.Absolute64 or ElfRelocationType.Relative or ElfRelocationType.Pc64;
        int size = wide ? 8 : 4;
        ReadOnlySpan<byte> place;
        if (file.Header.Type == ElfType.Relocatable)
        {
            ReadOnlySpan<byte> bytes = target is null ? default : target.Bytes.Span;
            if (offset > (ulong)bytes.Length || (ulong)bytes.Length - offset < (ulong)size)
            {
                throw ElfErrors.BadSections(file.Name, "A relocation is outside its section.");
            }

            place = bytes[(int)offset..];
        }
        else if (!file.TryRead(offset, size, out place))
        {
            return 0;
        }

        return wide ? BinaryPrimitives.ReadInt64LittleEndian(place) : BinaryPrimitives.ReadInt32LittleEndian(place);
    }
}
