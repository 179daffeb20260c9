using System;
using System.Buffers.Binary;

namespace LiteBox.Packager.Elf;

/// <summary>A section header as the file holds it (<c>Elf64_Shdr</c>).</summary>
/// <param name="NameOffset">Offset of the name in the section-name string table.</param>
/// <param name="Type">What the section holds.</param>
/// <param name="Flags">Attributes.</param>
/// <param name="Address">Virtual address; 0 when the section is not part of the memory image.</param>
/// <param name="Offset">Position in the file, bytes.</param>
/// <param name="Size">Bytes; in memory only for <see cref="ElfSectionType.NoBits"/>.</param>
/// <param name="Link">Index of a related section, by type.</param>
/// <param name="Info">Extra information, by type.</param>
/// <param name="Alignment">Alignment, bytes; 0 and 1 say none.</param>
/// <param name="EntrySize">Bytes of one entry of a table; else 0.</param>
public readonly record struct ElfSectionHeader(
    uint NameOffset,
    ElfSectionType Type,
    ElfSectionFlags Flags,
    ulong Address,
    ulong Offset,
    ulong Size,
    uint Link,
    uint Info,
    ulong Alignment,
    ulong EntrySize)
{
    /// <summary>Bytes of a section header.</summary>
    public const int ByteSize = 64;

    /// <summary>Reads a section header.</summary>
    public static ElfSectionHeader ReadFrom(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(source),
        (ElfSectionType)BinaryPrimitives.ReadUInt32LittleEndian(source[4..]),
        (ElfSectionFlags)BinaryPrimitives.ReadUInt64LittleEndian(source[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[24..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[32..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[40..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[44..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[48..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[56..]));

    /// <summary>Writes the section header.</summary>
    public void WriteTo(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, NameOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], (uint)Type);
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], (ulong)Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(target[16..], Address);
        BinaryPrimitives.WriteUInt64LittleEndian(target[24..], Offset);
        BinaryPrimitives.WriteUInt64LittleEndian(target[32..], Size);
        BinaryPrimitives.WriteUInt32LittleEndian(target[40..], Link);
        BinaryPrimitives.WriteUInt32LittleEndian(target[44..], Info);
        BinaryPrimitives.WriteUInt64LittleEndian(target[48..], Alignment);
        BinaryPrimitives.WriteUInt64LittleEndian(target[56..], EntrySize);
    }
}
