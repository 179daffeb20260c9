using System;
using System.Buffers.Binary;
using System.Collections.Immutable;

namespace LiteBox.Packager.Elf;

/// <summary>Reads and checks program headers.</summary>
internal static class ElfSegments
{
    /// <summary>User addresses end here (47 bits); what lies above cannot be loaded.</summary>
    private const ulong AddressLimit = 1UL << 47;

    public static ImmutableArray<ElfSegment> Read(ReadOnlyMemory<byte> data, string name, ElfHeader header)
    {
        if (header.ProgramHeaderCount == 0)
        {
            return header.Type == ElfType.Relocatable
                ? []
                : throw ElfErrors.BadSegments(name, "The file has no program headers.");
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(data.Span[54..]) != ElfSegment.ByteSize)
        {
            throw ElfErrors.BadSegments(name, "The program headers have a wrong size.");
        }

        ulong tableSize = (ulong)header.ProgramHeaderCount * ElfSegment.ByteSize;
        if (!InFile(data, header.ProgramHeaderOffset, tableSize))
        {
            throw ElfErrors.Truncated(name, "The program header table");
        }

        ReadOnlySpan<byte> table = data.Span.Slice((int)header.ProgramHeaderOffset, (int)tableSize);
        var segments = ImmutableArray.CreateBuilder<ElfSegment>(header.ProgramHeaderCount);
        ulong end = 0;
        for (int i = 0; i < header.ProgramHeaderCount; i++)
        {
            ElfSegment segment = ElfSegment.ReadFrom(table[(i * ElfSegment.ByteSize)..]);
            segments.Add(segment);
            if (segment.Type == ElfSegmentType.Null)
            {
                continue;
            }

            // PT_GNU_STACK carries flags only; some tools leave a size there.
            if (segment.Type != ElfSegmentType.GnuStack && !InFile(data, segment.Offset, segment.FileSize))
            {
                throw ElfErrors.Truncated(name, FormattableString.Invariant($"Segment {i}"));
            }

            if (segment.Type == ElfSegmentType.Load)
            {
                CheckLoad(name, i, segment, end);
                end = segment.EndAddress;
            }
        }

        return segments.MoveToImmutable();
    }

    public static bool InFile(ReadOnlyMemory<byte> data, ulong offset, ulong size)
    {
        ulong length = (ulong)data.Length;
        return offset <= length && size <= length - offset;
    }

    private static void CheckLoad(string name, int index, ElfSegment segment, ulong previousEnd)
    {
        if (segment.FileSize > segment.MemorySize || segment.Address >= AddressLimit
            || segment.MemorySize > AddressLimit - segment.Address)
        {
            throw ElfErrors.BadSegments(
                name, FormattableString.Invariant($"Segment {index} has an impossible address or size."));
        }

        if (segment.Address < previousEnd)
        {
            throw ElfErrors.BadSegments(
                name, FormattableString.Invariant($"Segment {index} overlaps or precedes the one before it."));
        }

        const ulong Page = 4096;
        if (segment.FileSize != 0 && (segment.Address - segment.Offset) % Page != 0)
        {
            throw ElfErrors.BadSegments(
                name, FormattableString.Invariant($"Segment {index} has an offset and an address that no page fits."));
        }
    }
}
