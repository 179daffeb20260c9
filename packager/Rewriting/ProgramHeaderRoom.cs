using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Rewriting;

/// <summary>Finds a program header that a file can do without, so that the table need not grow.</summary>
internal static class ProgramHeaderRoom
{
    /// <summary>
    /// The table with the new segment in it, of the same length when an entry could be spared, else one longer.
    /// The new entry stands right after the last PT_LOAD, so PT_LOADs keep ascending and PT_PHDR and PT_INTERP keep
    /// standing before them, as the gABI demands.
    /// </summary>
    public static List<ElfSegment> Insert(ElfFile file, ElfSegment added)
    {
        List<ElfSegment> table = [.. file.Segments];
        int spare = Spare(file);
        if (spare >= 0)
        {
            table.RemoveAt(spare);
        }

        int last = table.FindLastIndex(s => s.Type == ElfSegmentType.Load);
        table.Insert(last + 1, added);
        return table;
    }

    /// <summary>
    /// PT_GNU_PROPERTY and its twin PT_NOTE only switch on CET and demand CPU levels; other notes are for tools. A build
    /// id is what crash reports go by, so those notes are the last to go.
    /// </summary>
    private static int Spare(ElfFile file)
    {
        ImmutableArray<ElfSegment> segments = file.Segments;
        int best = -1, bestRank = int.MaxValue;
        for (int i = 0; i < segments.Length; i++)
        {
            int rank = segments[i].Type switch
            {
                ElfSegmentType.Null => 0,
                ElfSegmentType.GnuProperty => 1,
                ElfSegmentType.Note when IsPropertyNote(file, segments[i]) => 2,
                ElfSegmentType.Note => 3,
                _ => int.MaxValue,
            };
            if (rank < bestRank)
            {
                (best, bestRank) = (i, rank);
            }
        }

        return best;
    }

    private static bool IsPropertyNote(ElfFile file, ElfSegment segment)
    {
        const uint Property = 5; // NT_GNU_PROPERTY_TYPE_0
        ReadOnlySpan<byte> note = file.Data.Span.Slice((int)segment.Offset, (int)segment.FileSize);
        return note.Length >= 16 && System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(note[8..]) == Property
            && note[12..].StartsWith("GNU\0"u8);
    }
}
