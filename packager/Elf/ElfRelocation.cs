using System;
using System.Buffers.Binary;

namespace LiteBox.Packager.Elf;

/// <summary>One relocation, of whichever encoding (RELA, REL, RELR).</summary>
/// <param name="Offset">Where: a section offset in a relocatable object, else a virtual address.</param>
/// <param name="Type">How the value is computed.</param>
/// <param name="SymbolIndex">Index in the symbol table that belongs to the relocation table; 0 for none.</param>
/// <param name="Addend">The addend; for REL and RELR the one that stands in place.</param>
public readonly record struct ElfRelocation(ulong Offset, ElfRelocationType Type, uint SymbolIndex, long Addend)
{
    /// <summary>Bytes of an <c>Elf64_Rela</c>.</summary>
    public const int ByteSize = 24;

    /// <summary>Writes the relocation as an <c>Elf64_Rela</c>.</summary>
    public void WriteTo(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target, Offset);
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], ((ulong)SymbolIndex << 32) | (uint)Type);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], Addend);
    }
}
