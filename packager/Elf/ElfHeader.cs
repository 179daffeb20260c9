using System;
using System.Buffers.Binary;

namespace LiteBox.Packager.Elf;

/// <summary>The file header (<c>Elf64_Ehdr</c>) of an x86-64 ELF file.</summary>
/// <param name="Type">Kind of file.</param>
/// <param name="Entry">Address where the program starts.</param>
/// <param name="ProgramHeaderOffset">Position of the program headers in the file.</param>
/// <param name="SectionHeaderOffset">Position of the section headers in the file; 0 for none.</param>
/// <param name="Flags"><c>e_flags</c>; 0 on x86-64.</param>
/// <param name="ProgramHeaderCount"><c>e_phnum</c> as stored.</param>
/// <param name="SectionHeaderCount"><c>e_shnum</c> as stored; 0 with a section table means that section 0 has the count.</param>
/// <param name="SectionNameIndex"><c>e_shstrndx</c> as stored.</param>
/// <param name="OsAbi"><c>EI_OSABI</c>.</param>
public readonly record struct ElfHeader(
    ElfType Type,
    ulong Entry,
    ulong ProgramHeaderOffset,
    ulong SectionHeaderOffset,
    uint Flags,
    ushort ProgramHeaderCount,
    ushort SectionHeaderCount,
    ushort SectionNameIndex,
    byte OsAbi)
{
    /// <summary>Bytes of the header.</summary>
    public const int ByteSize = 64;

    /// <summary>EM_X86_64.</summary>
    public const ushort MachineX8664 = 62;

    /// <summary>Whether the bytes begin with the ELF magic.</summary>
    public static bool HasMagic(ReadOnlySpan<byte> source) => source.StartsWith("\u007fELF"u8);

    /// <summary>Reads the header of a 64-bit little-endian file; the caller has checked magic and class.</summary>
    public static ElfHeader ReadFrom(ReadOnlySpan<byte> source) => new(
        (ElfType)BinaryPrimitives.ReadUInt16LittleEndian(source[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[24..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[32..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[40..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[48..]),
        BinaryPrimitives.ReadUInt16LittleEndian(source[56..]),
        BinaryPrimitives.ReadUInt16LittleEndian(source[60..]),
        BinaryPrimitives.ReadUInt16LittleEndian(source[62..]),
        source[7]);

    /// <summary>Writes the whole header, identification included.</summary>
    public void WriteTo(Span<byte> target)
    {
        target[..ByteSize].Clear();
        "\u007fELF"u8.CopyTo(target);
        target[4] = 2; // ELFCLASS64
        target[5] = 1; // ELFDATA2LSB
        target[6] = 1; // EV_CURRENT
        target[7] = OsAbi;
        BinaryPrimitives.WriteUInt16LittleEndian(target[16..], (ushort)Type);
        BinaryPrimitives.WriteUInt16LittleEndian(target[18..], MachineX8664);
        BinaryPrimitives.WriteUInt32LittleEndian(target[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(target[24..], Entry);
        BinaryPrimitives.WriteUInt64LittleEndian(target[32..], ProgramHeaderOffset);
        BinaryPrimitives.WriteUInt64LittleEndian(target[40..], SectionHeaderOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(target[48..], Flags);
        BinaryPrimitives.WriteUInt16LittleEndian(target[52..], ByteSize);
        BinaryPrimitives.WriteUInt16LittleEndian(target[54..], ElfSegment.ByteSize);
        BinaryPrimitives.WriteUInt16LittleEndian(target[56..], ProgramHeaderCount);
        BinaryPrimitives.WriteUInt16LittleEndian(target[58..], ElfSectionHeader.ByteSize);
        BinaryPrimitives.WriteUInt16LittleEndian(target[60..], SectionHeaderCount);
        BinaryPrimitives.WriteUInt16LittleEndian(target[62..], SectionNameIndex);
    }
}
