using System;
using System.Collections.Generic;
using System.Text;
using LiteBox.Packager.Elf;

namespace LiteBox.Packager.Analysis;

/// <summary>Reads the strings that constant addresses point to.</summary>
internal static class ConstantText
{
    private const int Longest = 4096;

    /// <summary>
    /// The zero-terminated strings at addresses of a program that is one image. Null when one of them may change while the
    /// program runs, or when there are several images, since an address does not tell which it belongs to.
    /// </summary>
    public static IReadOnlySet<string>? Read(IReadOnlyList<AnalyzedImage> images, IReadOnlySet<uint>? addresses)
    {
        if (addresses is null || images.Count != 1)
            return null;
        ElfFile file = images[0].File;
        HashSet<string> texts = [];
        foreach (uint address in addresses)
        {
            if (file.SegmentAt(address) is not { } segment || (segment.Flags & ElfSegmentFlags.Write) != 0)
                return null;
            ReadOnlySpan<byte> bytes = file.BytesFrom(address).Span;
            int length = bytes[..Math.Min(bytes.Length, Longest)].IndexOf((byte)0);
            if (length < 0)
                return null;
            texts.Add(Encoding.UTF8.GetString(bytes[..length]));
        }
        return texts;
    }
}
