using System;

namespace LiteBox.Packager.Elf;

/// <summary>A section of a file: its header, its name and its bytes.</summary>
public sealed class ElfSection
{
    internal ElfSection(int index, string name, ElfSectionHeader header, ReadOnlyMemory<byte> bytes)
    {
        Index = index;
        Name = name;
        Header = header;
        Bytes = bytes;
    }

    /// <summary>Index in the section table.</summary>
    public int Index { get; }

    /// <summary>Name; empty when the file has none.</summary>
    public string Name { get; }

    /// <summary>The header as stored.</summary>
    public ElfSectionHeader Header { get; }

    /// <summary>The bytes in the file; empty for <see cref="ElfSectionType.NoBits"/>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>What the section holds.</summary>
    public ElfSectionType Type => Header.Type;

    /// <summary>Attributes.</summary>
    public ElfSectionFlags Flags => Header.Flags;

    /// <summary>Virtual address; 0 when not part of the memory image.</summary>
    public ulong Address => Header.Address;

    /// <summary>Bytes, in memory for <see cref="ElfSectionType.NoBits"/>.</summary>
    public ulong Size => Header.Size;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
