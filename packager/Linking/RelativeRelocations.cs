using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace LiteBox.Packager.Linking;

/// <summary>
/// The table of words that the image adjusts by its own load address, in the form of DT_RELR (System V gABI): an even
/// word is the address of one place, an odd word is a bitmap for the 63 words after the last one.
/// </summary>
public static class RelativeRelocations
{
    private const int WordSize = 8;
    private const int BitsInBitmap = 63;

    /// <summary>Encodes places.</summary>
    /// <param name="places">Image-relative addresses, ascending, multiples of 8.</param>
    public static byte[] Encode(IReadOnlyList<ulong> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        List<ulong> words = [];
        int i = 0;
        while (i < places.Count)
        {
            words.Add(places[i]);
            ulong start = places[i++] + WordSize;
            while (true)
            {
                ulong bitmap = 0;
                while (i < places.Count && places[i] - start < BitsInBitmap * WordSize)
                {
                    bitmap |= 1ul << (int)((places[i] - start) / WordSize);
                    i++;
                }

                if (bitmap == 0)
                {
                    break;
                }

                words.Add((bitmap << 1) | 1);
                start += BitsInBitmap * WordSize;
            }
        }

        byte[] table = new byte[words.Count * WordSize];
        for (int w = 0; w < words.Count; w++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(table.AsSpan(w * WordSize), words[w]);
        }

        return table;
    }

    /// <summary>Decodes a table; what the image's entry stub does.</summary>
    public static List<ulong> Decode(ReadOnlySpan<byte> table)
    {
        List<ulong> places = [];
        ulong next = 0;
        for (; table.Length >= WordSize; table = table[WordSize..])
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(table);
            if ((word & 1) == 0)
            {
                places.Add(word);
                next = word + WordSize;
                continue;
            }

            for (int bit = 0; bit < BitsInBitmap; bit++)
            {
                if (((word >> (bit + 1)) & 1) != 0)
                {
                    places.Add(next + (ulong)(bit * WordSize));
                }
            }

            next += BitsInBitmap * WordSize;
        }

        return places;
    }
}
