using System;
using System.Collections.Generic;
using System.Text;
using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Collecting;

/// <summary>
/// Libraries that an image loads by a name of its own (dlopen(3)), as .NET's encryption does with OpenSSL: no table has these
/// names, but they stand as strings in its constants.
/// </summary>
internal static class LoadedByName
{
    /// <summary>The names, each once; none for an image that does not call dlopen.</summary>
    public static IReadOnlyCollection<string> Of(ElfFile image)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        if (!CallsLoader(image))
        {
            return names;
        }

        foreach (ElfSegment segment in image.LoadSegments)
        {
            if ((segment.Flags & ElfSegmentFlags.Write) == 0)
            {
                Scan(image.Data.Span.Slice((int)segment.Offset, (int)segment.FileSize), names);
            }
        }

        names.ExceptWith(image.Dynamic.Needed);
        return names;
    }

    private static bool CallsLoader(ElfFile image)
    {
        foreach (ElfSymbol symbol in image.DynamicSymbols)
        {
            if (!symbol.IsDefined && symbol.Name == "dlopen")
            {
                return true;
            }
        }

        return false;
    }

    private static void Scan(ReadOnlySpan<byte> bytes, SortedSet<string> names)
    {
        while (bytes.Length != 0)
        {
            int length = bytes.IndexOf((byte)0);
            if (length < 0)
            {
                return;
            }

            if (IsLibrary(bytes[..length]))
            {
                names.Add(Encoding.ASCII.GetString(bytes[..length]));
            }

            bytes = bytes[(length + 1)..];
        }
    }

    /// <summary>libNAME.so.VERSION. Without a version it is what compilers link with, which a machine that only runs programs does not have.</summary>
    private static bool IsLibrary(ReadOnlySpan<byte> name)
    {
        int end = name.StartsWith("lib"u8) ? name.IndexOf(".so"u8) : 0;
        return end > 3
            && name[..end].IndexOfAnyExceptInRange((byte)'+', (byte)'z') < 0
            && !name[..end].Contains((byte)'/')
            && name.Length > end + 4 && name[end + 3] == '.' && name[(end + 3)..].IndexOfAnyExcept(".0123456789"u8) < 0;
    }
}
