using System;
using System.Buffers.Binary;

namespace LiteBox.Packager.Elf;

/// <summary>A symbol (<c>Elf64_Sym</c>) together with where its name is.</summary>
/// <param name="Index">Index in its table.</param>
/// <param name="Names">The string table its name is in.</param>
/// <param name="NameOffset">Where in that table.</param>
/// <param name="Value">An address, or a section offset in a relocatable object.</param>
/// <param name="Size">Bytes of what it names; 0 when unknown.</param>
/// <param name="Info">Type and binding.</param>
/// <param name="Other">Visibility.</param>
/// <param name="SectionIndex">The section it is defined in, extended numbering resolved, or one of the special values.</param>
public readonly record struct ElfSymbol(
    int Index,
    ReadOnlyMemory<byte> Names,
    uint NameOffset,
    ulong Value,
    ulong Size,
    byte Info,
    byte Other,
    uint SectionIndex)
{
    /// <summary>Bytes of a symbol in the file.</summary>
    public const int ByteSize = 24;

    /// <summary>SHN_UNDEF: defined elsewhere.</summary>
    public const uint SectionUndefined = 0;

    /// <summary>SHN_ABS: the value is not an address. Beyond 16 bits, so that no extended index equals it.</summary>
    public const uint SectionAbsolute = 0xffff_fff1;

    /// <summary>SHN_COMMON: to be allocated by the linker. Beyond 16 bits, so that no extended index equals it.</summary>
    public const uint SectionCommon = 0xffff_fff2;

    /// <summary>
    /// The name, without terminator; empty when there is none. Looked up at each use, so that passing over symbols costs
    /// nothing even in a file whose string table is one endless name.
    /// </summary>
    public ReadOnlyMemory<byte> NameBytes => ElfStrings.At(Names, NameOffset);

    /// <summary>The name, decoded anew at each use.</summary>
    public string Name => ElfStrings.Decode(NameBytes.Span);

    /// <summary>What it names.</summary>
    public ElfSymbolType Type => (ElfSymbolType)(Info & 15);

    /// <summary>How it takes part in linking.</summary>
    public ElfSymbolBinding Binding => (ElfSymbolBinding)(Info >> 4);

    /// <summary>Who sees it.</summary>
    public ElfSymbolVisibility Visibility => (ElfSymbolVisibility)(Other & 3);

    /// <summary>Whether this file defines it.</summary>
    public bool IsDefined => SectionIndex != SectionUndefined;

    /// <summary>Whether it is code: a function or an indirect function.</summary>
    public bool IsFunction => Type is ElfSymbolType.Function or ElfSymbolType.IndirectFunction;

    /// <summary>Writes an <c>Elf64_Sym</c>.</summary>
    public static void Write(
        Span<byte> target, uint nameOffset, ElfSymbolBinding binding, ElfSymbolType type, ElfSymbolVisibility visibility,
        ushort sectionIndex, ulong value, ulong size)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, nameOffset);
        target[4] = (byte)(((int)binding << 4) | (int)type);
        target[5] = (byte)visibility;
        BinaryPrimitives.WriteUInt16LittleEndian(target[6..], sectionIndex);
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], value);
        BinaryPrimitives.WriteUInt64LittleEndian(target[16..], size);
    }
}
