using System;
using System.Collections.Generic;

namespace LiteBox.Packager.Linking;

/// <summary>
/// Byte pair encoding (Gage, 1994) of names: a code from '.' to 'z' is that character, each of the others stands for two codes that were there
/// before it, the pairs that are most frequent. Halves names, and what expands a code is a few instructions.
/// </summary>
internal static class BytePairs
{
    private const byte FirstCharacter = (byte)'.', LastCharacter = (byte)'z';
    private const int Pairs = 256 - (LastCharacter - FirstCharacter + 1);

    // A pair that saves less than its two bytes in the table and a little is not worth a code.
    private const int FewestUses = 4;

    /// <summary>Bytes of the table of pairs.</summary>
    public const int TableSize = Pairs * 2;

    /// <summary>Whether a character can stand in a name.</summary>
    public static bool IsCharacter(byte code) => code is >= FirstCharacter and <= LastCharacter;

    /// <summary>Replaces the texts by codes and gives the table: the two codes of each code that is no character, from 'z' + 1 on and around to '.' - 1.</summary>
    public static byte[] Compress(IList<byte[]> texts)
    {
        byte[] table = new byte[TableSize];
        for (int number = 0; number < Pairs; number++)
        {
            (byte First, byte Second)? pair = MostFrequent(texts);
            if (pair is not { } found)
            {
                break;
            }

            table[number * 2] = found.First;
            table[(number * 2) + 1] = found.Second;
            for (int i = 0; i < texts.Count; i++)
            {
                texts[i] = Replace(texts[i], found, (byte)(LastCharacter + 1 + number));
            }
        }

        return table;
    }

    /// <summary>Adds the text that a code stands for.</summary>
    public static void Expand(ReadOnlySpan<byte> table, byte code, List<byte> text)
    {
        while (!IsCharacter(code))
        {
            int pair = (byte)(code - LastCharacter - 1) * 2;
            Expand(table, table[pair], text);
            code = table[pair + 1];
        }

        text.Add(code);
    }

    private static (byte First, byte Second)? MostFrequent(IList<byte[]> texts)
    {
        int[] counts = new int[1 << 16];
        foreach (byte[] text in texts)
        {
            for (int i = 0; i + 1 < text.Length; i++)
            {
                counts[(text[i] << 8) | text[i + 1]]++;
            }
        }

        int best = 0;
        for (int pair = 1; pair < counts.Length; pair++)
        {
            if (counts[pair] > counts[best])
            {
                best = pair;
            }
        }

        return counts[best] < FewestUses ? null : ((byte)(best >> 8), (byte)best);
    }

    private static byte[] Replace(byte[] text, (byte First, byte Second) pair, byte code)
    {
        List<byte> replaced = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = i + 1 < text.Length && text[i] == pair.First && text[i + 1] == pair.Second;
            replaced.Add(isPair ? code : text[i]);
            i += isPair ? 1 : 0;
        }

        return replaced.Count == text.Length ? text : [.. replaced];
    }
}
