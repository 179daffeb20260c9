using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace LiteBox.Packager.Linking;

/// <summary>
/// The table of function names inside an image, read from its start when a panic prints where it came from. First the pairs
/// that codes stand for (<see cref="BytePairs"/>). Then an entry for each function, by address:
/// <code>
/// distance from the function before, the first from the start of the code: a byte below 0xE0 counts four bytes each; one from
///   0xE0 to 0xFE has the bits 8 and up, and the low byte follows; after 0xFF follow four bytes
/// one byte: high half, how many characters its name shares with the one before; low half, number of further codes; 15 of
///   either: the number follows as a byte
/// the further codes
/// </code>
/// No functions are no bytes.
/// </summary>
public static class CompactSymbols
{
    private const int LongestName = 80;
    private const byte Escape = 15;
    private const byte TwoBytes = 0xE0, FiveBytes = 0xFF;
    private const uint Unit = 4;

    /// <summary>Encodes names.</summary>
    /// <param name="functions">Offsets from the start of the code and names as the compiler wrote them, by offset.</param>
    public static byte[] Encode(IReadOnlyList<(ulong Offset, string Name)> functions)
    {
        ArgumentNullException.ThrowIfNull(functions);
        if (functions.Count == 0)
        {
            return [];
        }

        List<int> shared = [];
        List<byte[]> rest = [];
        byte[] before = [];
        foreach ((_, string name) in functions)
        {
            byte[] bytes = Encoding.ASCII.GetBytes(Shorten(name));
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = BytePairs.IsCharacter(bytes[i]) ? bytes[i] : (byte)'_';
            }

            int common = bytes.AsSpan().CommonPrefixLength(before);
            shared.Add(common);
            rest.Add(bytes[common..]);
            before = bytes;
        }

        byte[] pairs = BytePairs.Compress(rest);
        List<byte> table = [.. pairs];
        ulong last = 0;
        for (int i = 0; i < functions.Count; i++)
        {
            AddDistance(table, checked((uint)(functions[i].Offset - last)));
            last = functions[i].Offset;
            int common = Math.Min(shared[i], Escape), further = Math.Min(rest[i].Length, Escape);
            table.Add((byte)((common << 4) | further));
            if (common == Escape)
            {
                table.Add((byte)shared[i]);
            }

            if (further == Escape)
            {
                table.Add((byte)rest[i].Length);
            }

            table.AddRange(rest[i]);
        }

        return [.. table];
    }

    /// <summary>Decodes a table; what the core library's SymbolTable does.</summary>
    public static List<(ulong Offset, string Name)> Decode(ReadOnlySpan<byte> table)
    {
        List<(ulong, string)> functions = [];
        if (table.IsEmpty)
        {
            return functions;
        }

        ReadOnlySpan<byte> pairs = table[..BytePairs.TableSize];
        table = table[BytePairs.TableSize..];
        List<byte> name = [];
        ulong offset = 0;
        while (!table.IsEmpty)
        {
            offset += TakeDistance(ref table);
            byte lengths = TakeByte(ref table);
            int shared = lengths >> 4, rest = lengths & Escape;
            shared = shared == Escape ? TakeByte(ref table) : shared;
            rest = rest == Escape ? TakeByte(ref table) : rest;
            name.RemoveRange(shared, name.Count - shared);
            foreach (byte code in table[..rest])
            {
                BytePairs.Expand(pairs, code, name);
            }

            functions.Add((offset, Encoding.ASCII.GetString([.. name])));
            table = table[rest..];
        }

        return functions;
    }

    private static void AddDistance(List<byte> table, uint distance)
    {
        if (distance % Unit == 0 && distance / Unit < TwoBytes)
        {
            table.Add((byte)(distance / Unit));
        }
        else if (distance < (FiveBytes - TwoBytes) << 8)
        {
            table.Add((byte)(TwoBytes + (distance >> 8)));
            table.Add((byte)distance);
        }
        else
        {
            table.AddRange([FiveBytes, (byte)distance, (byte)(distance >> 8), (byte)(distance >> 16), (byte)(distance >> 24)]);
        }
    }

    private static uint TakeDistance(ref ReadOnlySpan<byte> table)
    {
        byte first = TakeByte(ref table);
        if (first < TwoBytes)
        {
            return first * Unit;
        }

        uint distance = first == FiveBytes ? BinaryPrimitives.ReadUInt32LittleEndian(table) : (uint)((first - TwoBytes) << 8) | table[0];
        table = table[(first == FiveBytes ? sizeof(uint) : 1)..];
        return distance;
    }

    private static byte TakeByte(ref ReadOnlySpan<byte> table)
    {
        byte value = table[0];
        table = table[1..];
        return value;
    }

    /// <summary>
    /// What a reader needs of a compiler's name: <c>Assembly_Namespace_Type__Method</c> becomes <c>Type.Method</c>, and
    /// what a generic type or method is made for is left out. The compiler writes dots as underscores, so the last word
    /// before the method is taken for the type; a number after it is that of its type parameters.
    /// </summary>
    public static string Shorten(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string plain = WithoutInstantiation(name);
        int split = plain.IndexOf("__", Math.Min(1, plain.Length), StringComparison.Ordinal);
        if (split > 0 && split + 2 < plain.Length)
        {
            string type = plain[..split];
            int word = type.LastIndexOf('_');
            if (word > 0 && int.TryParse(type.AsSpan(word + 1), out _))
            {
                word = type.LastIndexOf('_', word - 1);
            }

            if (word + 1 < type.Length)
            {
                plain = type[(word + 1)..] + "." + plain[(split + 2)..];
            }
        }

        return plain.Length <= LongestName ? plain : plain[..LongestName];
    }

    private static string WithoutInstantiation(string name)
    {
        StringBuilder plain = new(name.Length);
        int depth = 0;
        foreach (char c in name)
        {
            depth += c == '<' ? 1 : 0;
            if (depth == 0)
            {
                plain.Append(c);
            }

            depth -= c == '>' && depth > 0 ? 1 : 0;
        }

        return plain.Length == 0 ? name : plain.ToString();
    }
}
