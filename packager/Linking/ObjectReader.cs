using System;
using System.Collections.Generic;
using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Linking;

/// <summary>Turns the relocatable ELF file that ILC writes into an <see cref="ObjectFile"/>.</summary>
public static class ObjectReader
{
    /// <summary>Reads an object.</summary>
    /// <param name="data">The bytes of the file.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="Diagnostics.LiteBoxException">LB01xx or LB06xx: the file is damaged or holds something that the linker does not know.</exception>
    public static ObjectFile Read(ReadOnlyMemory<byte> data, string name)
    {
        ElfFile elf = ElfFile.Read(data, name);
        if (elf.Header.Type != ElfType.Relocatable)
        {
            throw LinkErrors.NotAnObject(name);
        }

        ObjectFile file = new(name);
        var sections = new ObjectSection?[elf.Sections.Length];
        for (int i = 0; i < sections.Length; i++)
        {
            sections[i] = Convert(elf.Sections[i], name);
        }

        ObjectSymbol[] symbols = ReadSymbols(elf, sections);
        ReadRelocations(elf, sections, symbols);
        foreach (ObjectSection? section in sections)
        {
            if (section is not null)
            {
                section.Relocations.Sort(static (a, b) => a.Offset.CompareTo(b.Offset));
                file.Sections.Add(section);
            }
        }

        file.Symbols.AddRange(symbols);
        return file;
    }

    /// <summary>The place of a section in the image, by its flags; names only tell what nothing reads at run time.</summary>
    private static ObjectSection? Convert(ElfSection section, string file)
    {
        if ((section.Flags & ElfSectionFlags.Alloc) == 0 || section.Name is ".eh_frame" or ".dotnet_eh_table")
        {
            return null;
        }

        if ((section.Flags & ElfSectionFlags.Tls) != 0 && section.Size != 0)
        {
            throw LinkErrors.ThreadLocal(file, section.Name);
        }

        ObjectSectionKind kind = section switch
        {
            { Type: ElfSectionType.NoBits } => ObjectSectionKind.Bss,
            _ when (section.Flags & ElfSectionFlags.Execute) != 0 => ObjectSectionKind.Code,
            { Name: "__modules" } => ObjectSectionKind.RelocatedReadOnly,
            _ when (section.Flags & ElfSectionFlags.Write) != 0 && section.Name.StartsWith(".data.rel.ro", StringComparison.Ordinal) =>
                ObjectSectionKind.RelocatedReadOnly,
            _ when (section.Flags & ElfSectionFlags.Write) != 0 => ObjectSectionKind.Data,
            _ => ObjectSectionKind.ReadOnly,
        };
        ulong alignment = Math.Max(1, section.Header.Alignment);
        if (alignment > ImageLayout.PageSize || (alignment & (alignment - 1)) != 0 || section.Size > int.MaxValue)
        {
            throw LinkErrors.BadSection(file, section.Name);
        }

        return new ObjectSection(
            section.Name, kind, (int)alignment, kind == ObjectSectionKind.Bss ? default : section.Bytes, section.Size);
    }

    private static ObjectSymbol[] ReadSymbols(ElfFile elf, ObjectSection?[] sections)
    {
        var symbols = new ObjectSymbol[elf.Symbols.Count];
        var dropped = new ObjectSection(string.Empty, ObjectSectionKind.Dropped, 1, default, 0);
        for (int i = 0; i < symbols.Length; i++)
        {
            ElfSymbol symbol = elf.Symbols[i];
            ObjectSection? section = null;
            if (symbol.IsDefined)
            {
                if (symbol.SectionIndex is ElfSymbol.SectionAbsolute)
                {
                    section = dropped;
                }
                else if (symbol.SectionIndex >= (uint)sections.Length)
                {
                    throw LinkErrors.BadSymbol(elf.Name, symbol.Name);
                }
                else
                {
                    section = sections[symbol.SectionIndex] ?? dropped;
                    if (section.Kind != ObjectSectionKind.Dropped && symbol.Value > section.Size)
                    {
                        throw LinkErrors.BadSymbol(elf.Name, symbol.Name);
                    }
                }
            }

            symbols[i] = new ObjectSymbol(
                symbol.Name, section, symbol.Value, symbol.Size, symbol.Binding != ElfSymbolBinding.Local, symbol.IsFunction);
        }

        return symbols;
    }

    private static void ReadRelocations(ElfFile elf, ObjectSection?[] sections, ObjectSymbol[] symbols)
    {
        foreach (ElfRelocationTable table in elf.RelocationTables)
        {
            if (table.Target is null || sections[table.Target.Index] is not { } section)
            {
                continue;
            }

            section.Relocations.EnsureCapacity(table.Relocations.Count);
            foreach (ElfRelocation relocation in table.Relocations)
            {
                (ObjectRelocationKind kind, int size) = relocation.Type switch
                {
                    ElfRelocationType.Absolute64 => (ObjectRelocationKind.Absolute64, 8),
                    ElfRelocationType.Pc32 or ElfRelocationType.Plt32 => (ObjectRelocationKind.Relative32, 4),
                    _ => throw LinkErrors.UnknownRelocation(elf.Name, section.Name, (uint)relocation.Type),
                };
                if (relocation.SymbolIndex >= (uint)symbols.Length
                    || relocation.Offset > (ulong)section.Bytes.Length
                    || (ulong)section.Bytes.Length - relocation.Offset < (ulong)size)
                {
                    throw LinkErrors.BadRelocation(elf.Name, section.Name);
                }

                section.Relocations.Add(
                    new ObjectRelocation((int)relocation.Offset, kind, symbols[relocation.SymbolIndex], relocation.Addend));
            }
        }
    }
}
