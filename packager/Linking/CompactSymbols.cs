using System;
using System.Collections.Generic;
using System.Text;

namespace LiteBox.Packager.Linking;

/// <summary>
/// The table of function names inside an image, read from its start when a panic prints where it came from. An entry for
/// each function, by address: distance from the one before (the first: from the start of the code) as LEB128, number
/// of bytes that its name shares with the one before, number of further bytes, those bytes.
/// </summary>
public static class CompactSymbols
{
    private const int LongestName = 80;

    /// <summary>Encodes names.</summary>
    /// <param name="functions">Offsets from the start of the code and names as the compiler wrote them, by offset.</param>
    public static byte[] Encode(IReadOnlyList<(ulong Offset, string Name)> functions)
    {
        ArgumentNullException.ThrowIfNull(functions);
        List<byte> table = [];
        ulong last = 0;
        byte[] before = [];
        foreach ((ulong offset, string name) in functions)
        {
            ulong delta = offset - last;
            last = offset;
            do
            {
                table.Add((byte)((delta & 0x7F) | (delta > 0x7F ? 0x80u : 0)));
                delta >>= 7;
            }
            while (delta != 0);

            byte[] bytes = Encoding.UTF8.GetBytes(Shorten(name));
            int shared = bytes.AsSpan().CommonPrefixLength(before);
            table.Add((byte)shared);
            table.Add((byte)(bytes.Length - shared));
            table.AddRange(bytes.AsSpan(shared));
            before = bytes;
        }

        return [.. table];
    }

    /// <summary>Decodes a table.</summary>
    public static List<(ulong Offset, string Name)> Decode(ReadOnlySpan<byte> table)
    {
        List<(ulong, string)> functions = [];
        Span<byte> name = stackalloc byte[256 + 256];
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
            table.Slice(2, rest).CopyTo(name[shared..]);
            functions.Add((offset, Encoding.UTF8.GetString(name[..(shared + rest)])));
            table = table[(2 + rest)..];
        }

        return functions;
    }

    /// <summary>
    /// What a reader needs of a compiler's name: <c>Assembly_Namespace_Type__Method</c> becomes <c>Type.Method</c>.
    /// The compiler writes dots as underscores, so the last word before the method is taken for the type.
    /// </summary>
    public static string Shorten(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        int split = name.IndexOf("__", 1, StringComparison.Ordinal);
        if (split > 0 && split + 2 < name.Length)
        {
            string type = name[..split];
            int arguments = type.IndexOf('<', StringComparison.Ordinal);
            if (arguments < 0)
            {
                type = type[(type.LastIndexOf('_') + 1)..];
                name = (type.Length == 0 ? name[..split] : type) + "." + name[(split + 2)..];
            }
        }

        return name.Length <= LongestName ? name : name[..LongestName];
    }
}
