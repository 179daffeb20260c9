using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace LiteBox.Packager.Elf;

/// <summary>Decodes the relocations that the dynamic table leads to.</summary>
internal static class ElfDynamicRelocations
{
    private const int WordSize = 8;

    public static IReadOnlyList<ElfRelocation> Read(ElfFile file, ElfDynamic dynamic)
    {
        var relocations = new List<ElfRelocation>();
        AddEntries(file, dynamic.Table(ElfDynamicTag.Rela, ElfDynamicTag.RelaSize, "RELA table").Span, true, relocations);
        AddEntries(file, dynamic.Table(ElfDynamicTag.Rel, ElfDynamicTag.RelSize, "REL table").Span, false, relocations);
        AddPacked(file, dynamic.Table(ElfDynamicTag.Relr, ElfDynamicTag.RelrSize, "RELR table").Span, relocations);
        bool withAddend = dynamic.Find(ElfDynamicTag.PltRelocationKind) != (ulong)ElfDynamicTag.Rel;
        ReadOnlySpan<byte> jumps =
            dynamic.Table(ElfDynamicTag.JumpRelocations, ElfDynamicTag.PltRelocationSize, "PLT relocation table").Span;
        AddEntries(file, jumps, withAddend, relocations);
        return relocations;
    }

    private static void AddEntries(ElfFile file, ReadOnlySpan<byte> bytes, bool withAddend, List<ElfRelocation> relocations)
    {
        int size = withAddend ? ElfRelocation.ByteSize : 2 * WordSize;
        relocations.EnsureCapacity(relocations.Count + (bytes.Length / size));
        for (; bytes.Length >= size; bytes = bytes[size..])
        {
            ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            ulong info = BinaryPrimitives.ReadUInt64LittleEndian(bytes[WordSize..]);
            long addend = withAddend ? BinaryPrimitives.ReadInt64LittleEndian(bytes[(2 * WordSize)..]) : InPlace(file, offset);
            relocations.Add(new ElfRelocation(offset, (ElfRelocationType)(uint)info, (uint)(info >> 32), addend));
        }
    }

    /// <summary>
    /// RELR: an even word is the address of a relocated word, an odd one is a bitmap of which of the next 63 words are
    /// (https://maskray.me/blog/2021-10-31-relative-relocations-and-relr). Addresses ascend, so a sound table is never
    /// larger than the words of the file; that bounds what a hostile one can make us build.
    /// </summary>
    private static void AddPacked(ElfFile file, ReadOnlySpan<byte> bytes, List<ElfRelocation> relocations)
    {
        int limit = relocations.Count + (file.Data.Length / WordSize);
        ulong next = 0;
        for (; bytes.Length >= WordSize; bytes = bytes[WordSize..])
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            if ((word & 1) == 0)
            {
                AddRelative(file, word, relocations);
                next = word + WordSize;
            }
            else
            {
                for (int bit = 1; bit < 64; bit++)
                {
                    if ((word >> bit & 1) != 0)
                    {
                        AddRelative(file, next + ((ulong)(bit - 1) * WordSize), relocations);
                    }
                }

                next += 63 * WordSize;
            }

            if (relocations.Count > limit)
            {
                throw ElfErrors.BadDynamic(file.Name, "The RELR table relocates more words than the file has.");
            }
        }
    }

    private static void AddRelative(ElfFile file, ulong address, List<ElfRelocation> relocations) =>
        relocations.Add(new ElfRelocation(address, ElfRelocationType.Relative, 0, InPlace(file, address)));

    private static long InPlace(ElfFile file, ulong address) =>
        file.TryReadUInt64(address, out ulong value) ? (long)value : 0;
}
