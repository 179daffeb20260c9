using System;
using System.Collections.Generic;
using System.Text;

namespace LiteBox.Packager.Linking;

/// <summary>
/// The table of function names inside an image, read from its start when a panic prints where it came from. First what
/// the codes 128 to 255 stand for, two codes each (<see cref="BytePairs"/>). Then an entry for each function, by
/// address: distance from the one before (the first: from the start of the code) as LEB128, number of bytes that its name
/// shares with the one before, number of codes for the further bytes, those codes. No functions are no bytes.
/// </summary>
public static class CompactSymbols
{
    private const int LongestName = 80;

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
            ulong delta = functions[i].Offset - last;
            last = functions[i].Offset;
            do
            {
                table.Add((byte)((delta & 0x7F) | (delta > 0x7F ? 0x80u : 0)));
                delta >>= 7;
            }
            while (delta != 0);

            table.Add((byte)shared[i]);
            table.Add((byte)rest[i].Length);
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
            int shift = 0;
            byte part;
            do
            {
                part = table[0];
                table = table[1..];
                offset += (ulong)(part & 0x7F) << shift;
                shift += 7;
            }
            while ((part & 0x80) != 0);

            int shared = table[0], rest = table[1];
            name.RemoveRange(shared, name.Count - shared);
            foreach (byte code in table.Slice(2, rest))
            {
                BytePairs.Expand(pairs, code, name);
            }

            functions.Add((offset, Encoding.ASCII.GetString([.. name])));
            table = table[(2 + rest)..];
        }

        return functions;
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
