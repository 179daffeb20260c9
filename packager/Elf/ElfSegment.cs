using System;
using System.Buffers.Binary;

namespace LiteBox.Packager.Elf;

/// <summary>A program header (<c>Elf64_Phdr</c>).</summary>
/// <param name="Type">What the segment is.</param>
/// <param name="Flags">Permissions.</param>
/// <param name="Offset">Position in the file, bytes.</param>
/// <param name="Address">Virtual address.</param>
/// <param name="PhysicalAddress">Physical address; equals <paramref name="Address"/> in ordinary files.</param>
/// <param name="FileSize">Bytes in the file.</param>
/// <param name="MemorySize">Bytes in memory; what exceeds the file is zero.</param>
/// <param name="Alignment">Alignment of address and offset, bytes.</param>
public readonly record struct ElfSegment(
    ElfSegmentType Type,
    ElfSegmentFlags Flags,
    ulong Offset,
    ulong Address,
    ulong PhysicalAddress,
    ulong FileSize,
    ulong MemorySize,
    ulong Alignment)
{
    /// <summary>Bytes of a program header.</summary>
    public const int ByteSize = 56;

    /// <summary>The first address after the segment's memory.</summary>
    public ulong EndAddress => Address + MemorySize;

    /// <summary>Whether the segment is mapped and executable.</summary>
    public bool IsCode => Type == ElfSegmentType.Load && (Flags & ElfSegmentFlags.Execute) != 0;

    /// <summary>Reads a program header.</summary>
    public static ElfSegment ReadFrom(ReadOnlySpan<byte> source) => new(
        (ElfSegmentType)BinaryPrimitives.ReadUInt32LittleEndian(source),
        (ElfSegmentFlags)BinaryPrimitives.ReadUInt32LittleEndian(source[4..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[24..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[32..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[40..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[48..]));

    /// <summary>Writes the program header.</summary>
    public void WriteTo(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)Type);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], (uint)Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], Offset);
        BinaryPrimitives.WriteUInt64LittleEndian(target[16..], Address);
        BinaryPrimitives.WriteUInt64LittleEndian(target[24..], PhysicalAddress);
        BinaryPrimitives.WriteUInt64LittleEndian(target[32..], FileSize);
        BinaryPrimitives.WriteUInt64LittleEndian(target[40..], MemorySize);
        BinaryPrimitives.WriteUInt64LittleEndian(target[48..], Alignment);
    }
}
