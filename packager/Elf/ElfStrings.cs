using System;
using System.Text;

namespace LiteBox.Packager.Elf;

/// <summary>Names in string tables. Latin-1 keeps every byte, so a name survives a round trip whatever it holds.</summary>
internal static class ElfStrings
{
    /// <summary>The zero-terminated string at an offset; empty when the offset or the terminator is missing.</summary>
    public static ReadOnlyMemory<byte> At(ReadOnlyMemory<byte> table, ulong offset)
    {
        if (offset >= (ulong)table.Length)
        {
            return default;
        }

        ReadOnlyMemory<byte> rest = table[(int)offset..];
        int length = rest.Span.IndexOf((byte)0);
        return length < 0 ? default : rest[..length];
    }

    public static string Decode(ReadOnlySpan<byte> name)
    {
        // Names are ASCII nearly always; UTF-8 where it is valid, so that identifiers in other scripts read well.
        try
        {
            return s_strictUtf8.GetString(name);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(name);
        }
    }

    private static readonly UTF8Encoding s_strictUtf8 = new(false, throwOnInvalidBytes: true);
}
