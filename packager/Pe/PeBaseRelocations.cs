using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;

namespace LiteBox.Packager.Pe;

/// <summary>The base relocation table (PE format, "The .reloc Section"): the places that hold absolute 64-bit addresses.</summary>
public static class PeBaseRelocations
{
    private const int Dir64 = 10;

    /// <summary>Encodes the table: one block for each page that has a place, ascending.</summary>
    /// <param name="places">Addresses relative to the image base, ascending, without repetition.</param>
    public static byte[] Encode(IReadOnlyList<uint> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        using MemoryStream output = new();
        Span<byte> word = stackalloc byte[4];
        for (int start = 0; start < places.Count;)
        {
            uint page = places[start] & ~0xFFFu;
            int end = start;
            while (end < places.Count && (places[end] & ~0xFFFu) == page)
            {
                end++;
            }

            int entries = (end - start + 1) & ~1;
            BinaryPrimitives.WriteUInt32LittleEndian(word, page);
            output.Write(word);
            BinaryPrimitives.WriteUInt32LittleEndian(word, (uint)(8 + (entries * 2)));
            output.Write(word);
            for (int i = start; i < start + entries; i++)
            {
                // The padding entry is type 0, ABSOLUTE: the loader passes over it.
                ushort entry = i < end ? (ushort)((Dir64 << 12) | (int)(places[i] & 0xFFF)) : (ushort)0;
                BinaryPrimitives.WriteUInt16LittleEndian(word, entry);
                output.Write(word[..2]);
            }

            start = end;
        }

        return output.ToArray();
    }
}
