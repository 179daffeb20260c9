using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace LiteBox.Packager.Linking;

/// <summary>
/// ILC puts everything that holds an address into one writable <c>.data</c>. Method tables, dispatch maps and string
/// literals in it never change after self-relocation; this takes them out, so that they lie in the part of the image
/// that is made read-only at start. A stray or hostile store then cannot redirect a virtual call.
/// </summary>
internal static class ConstantData
{
    private const string MethodTablePrefix = "_ZTV";

    /// <summary>Replaces each writable section by its constant and its variable pieces.</summary>
    public static void Split(ObjectFile file)
    {
        for (int i = 0; i < file.Sections.Count; i++)
        {
            ObjectSection section = file.Sections[i];
            if (section.Kind == ObjectSectionKind.Data && TrySplit(file, section) is { Count: > 1 } pieces)
            {
                file.Sections.RemoveAt(i);
                file.Sections.InsertRange(i, pieces);
                i += pieces.Count - 1;
            }
        }
    }

    private static List<ObjectSection>? TrySplit(ObjectFile file, ObjectSection section)
    {
        List<ObjectSymbol> symbols = [];
        foreach (ObjectSymbol symbol in file.Symbols)
        {
            if (symbol.Section == section)
            {
                // The section's own symbol may be used with any offset, so nothing may move against anything else.
                if (symbol.Name.Length == 0)
                {
                    if (IsReferenced(file, symbol))
                    {
                        return null;
                    }

                    continue;
                }

                symbols.Add(symbol);
            }
        }

        if (symbols.Count == 0)
        {
            return null;
        }

        symbols.Sort(static (a, b) => a.Offset.CompareTo(b.Offset));
        return DescriptionsFit(section, symbols) ? Cut(section, symbols) : null;
    }

    /// <summary>
    /// Bytes in front of a method table that belong to it: where its objects hold references, a count, before it that
    /// many pairs of words, or for a negative count (arrays of structs) one pair and further words.
    /// </summary>
    private static long DescriptionSize(ObjectSection section, ObjectSymbol symbol)
    {
        const uint HasPointers = 0x0100_0000;
        ReadOnlySpan<byte> bytes = section.Bytes.Span;
        int at = (int)symbol.Offset;
        if (!symbol.Name.StartsWith(MethodTablePrefix, StringComparison.Ordinal) || at + sizeof(uint) > bytes.Length
            || (BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]) & HasPointers) == 0)
        {
            return 0;
        }

        if (at < sizeof(long))
        {
            return long.MaxValue;
        }

        long count = BinaryPrimitives.ReadInt64LittleEndian(bytes[(at - sizeof(long))..]);
        return count switch
        {
            > 0 and < int.MaxValue => 8 + (16 * count),
            < 0 and > -int.MaxValue => 16 + (8 * -count),
            _ => long.MaxValue,
        };
    }

    /// <summary>Whether what lies in front of each method table can be what this expects; if not, nothing is moved.</summary>
    private static bool DescriptionsFit(ObjectSection section, List<ObjectSymbol> symbols)
    {
        ulong before = 0;
        foreach (ObjectSymbol symbol in symbols)
        {
            if (DescriptionSize(section, symbol) > (long)(symbol.Offset - before))
            {
                return false;
            }

            before = symbol.Offset;
        }

        return true;
    }

    private static bool IsReferenced(ObjectFile file, ObjectSymbol symbol)
    {
        foreach (ObjectSection section in file.Sections)
        {
            foreach (ObjectRelocation relocation in section.Relocations)
            {
                if (relocation.Symbol == symbol)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Cuts where the kind changes; a run of symbols of one kind stays in one piece, in its order.</summary>
    private static List<ObjectSection> Cut(ObjectSection section, List<ObjectSymbol> symbols)
    {
        List<ObjectSection> pieces = [];
        int start = 0, symbol = 0, relocation = 0;
        while (start < section.Bytes.Length)
        {
            // Symbols of one offset name one thing: it is constant when any of its names says so.
            bool constant = symbol < symbols.Count && GroupIsConstant(symbols, symbol);
            int next = symbol;
            int end = section.Bytes.Length;
            while (next < symbols.Count)
            {
                if (GroupIsConstant(symbols, next) != constant && StartOf(section, symbols, next) is int begin && begin > start)
                {
                    end = begin;
                    break;
                }

                next = NextGroup(symbols, next);
            }

            // Keeping the offset within the largest alignment keeps every symbol's own alignment.
            int lead = start % section.Alignment;
            byte[] bytes = new byte[end - start + lead];
            section.Bytes.Span[start..end].CopyTo(bytes.AsSpan(lead));
            ObjectSection piece = new(
                section.Name, constant ? ObjectSectionKind.RelocatedReadOnly : ObjectSectionKind.Data, section.Alignment,
                bytes, (ulong)bytes.Length);
            for (; symbol < next; symbol++)
            {
                symbols[symbol].Section = piece;
                symbols[symbol].Offset = symbols[symbol].Offset - (ulong)start + (ulong)lead;
            }

            for (; relocation < section.Relocations.Count && section.Relocations[relocation].Offset < end; relocation++)
            {
                ObjectRelocation old = section.Relocations[relocation];
                piece.Relocations.Add(old with { Offset = old.Offset - start + lead });
            }

            pieces.Add(piece);
            start = end;
        }

        // What is left names the end of the section.
        for (; symbol < symbols.Count && pieces.Count != 0; symbol++)
        {
            symbols[symbol].Section = pieces[^1];
            symbols[symbol].Offset = pieces[^1].Size;
        }

        return pieces;
    }

    private static bool GroupIsConstant(List<ObjectSymbol> symbols, int first)
    {
        for (int i = first; i < symbols.Count && symbols[i].Offset == symbols[first].Offset; i++)
        {
            if (IsConstant(symbols[i].Name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Where what the symbols name begins. Before a method table lies the description of its references: a count n, and n
    /// pairs of words, or -n words and one more when n is negative.
    /// </summary>
    private static int StartOf(ObjectSection section, List<ObjectSymbol> symbols, int first)
    {
        const uint HasPointers = 0x0100_0000;
        int offset = (int)symbols[first].Offset;
        ReadOnlySpan<byte> bytes = section.Bytes.Span;
        for (int i = first; i < symbols.Count && symbols[i].Offset == symbols[first].Offset; i++)
        {
            if (!IsMethodTable(symbols[i].Name) || offset < sizeof(long) || offset > bytes.Length - sizeof(uint)
                || (BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]) & HasPointers) == 0)
            {
                continue;
            }

            long count = BinaryPrimitives.ReadInt64LittleEndian(bytes[(offset - sizeof(long))..]);
            long words = count >= 0 ? 1 + (2 * count) : 2 - count;
            if (words <= offset / sizeof(long))
            {
                return offset - ((int)words * sizeof(long));
            }
        }

        return offset;
    }

    private static bool IsMethodTable(string name) =>
        name.StartsWith(MethodTablePrefix, StringComparison.Ordinal) || name.StartsWith("__GCStaticEEType_", StringComparison.Ordinal);

    private static int NextGroup(List<ObjectSymbol> symbols, int first)
    {
        int i = first;
        while (i < symbols.Count && symbols[i].Offset == symbols[first].Offset)
        {
            i++;
        }

        return i;
    }

    /// <summary>Names that ILC gives to what it never lets code write; anything else stays writable.</summary>
    private static bool IsConstant(string name) =>
        name.StartsWith(MethodTablePrefix, StringComparison.Ordinal)
        || name.StartsWith("__Str_", StringComparison.Ordinal)
        || name.StartsWith("__InterfaceDispatchMap_", StringComparison.Ordinal)
        || name.StartsWith("__readonlydata_", StringComparison.Ordinal);
}
