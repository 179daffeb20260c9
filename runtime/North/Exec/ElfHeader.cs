using System.Runtime.InteropServices;

namespace LiteBox.North;

/// <summary>Elf64_Ehdr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ElfHeader
{
    /// <summary>0x7F "ELF", 64 bits, little endian, version 1.</summary>
    public const ulong ExpectedIdent = 0x0001_0102_464C_457F;

    public const ushort TypeExecutable = 2;
    public const ushort TypeShared = 3;
    public const ushort MachineX64 = 62;

    public ulong Ident;
    public ulong IdentPadding;
    public ushort Type;
    public ushort Machine;
    public uint Version;
    public ulong Entry;
    public ulong SegmentsOffset;
    public ulong SectionsOffset;
    public uint Flags;
    public ushort HeaderSize;
    public ushort SegmentSize;
    public ushort SegmentCount;
    public ushort SectionSize;
    public ushort SectionCount;
    public ushort NamesIndex;
}
