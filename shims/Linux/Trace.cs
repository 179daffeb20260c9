using System;

namespace LiteBox.Shim.Linux;

/// <summary>Lines about the guest on the standard error stream.</summary>
internal static class Trace
{
    /// <summary>Writes a line: the text and a number.</summary>
    internal static void Write(ReadOnlySpan<byte> text, ulong number)
    {
        Span<byte> line = stackalloc byte[256];
        int length = int.Min(text.Length, line.Length - 24);
        text[..length].CopyTo(line);
        Span<byte> digits = stackalloc byte[20];
        int first = digits.Length;
        do
        {
            digits[--first] = (byte)('0' + number % 10);
            number /= 10;
        }
        while (number != 0);
        digits[first..].CopyTo(line[length..]);
        length += digits.Length - first;
        line[length++] = (byte)'\n';
        _ = Host.WriteConsole(2, line[..length]);
    }
}
