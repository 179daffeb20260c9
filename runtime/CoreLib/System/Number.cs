namespace System;

/// <summary>Integers in decimal.</summary>
internal static class Number
{
    /// <summary>Digits of a 64-bit number with its sign, at most.</summary>
    public const int MaximumLength = 20;

    /// <summary>The text of a number given as magnitude and sign.</summary>
    public static string Format(ulong magnitude, bool negative)
    {
        Span<char> text = stackalloc char[MaximumLength];
        int start = text.Length;
        do
        {
            (ulong rest, ulong digit) = Math.DivRem(magnitude, 10);
            text[--start] = (char)('0' + digit);
            magnitude = rest;
        }
        while (magnitude != 0);
        if (negative)
            text[--start] = '-';
        return new string(text.Slice(start));
    }
}
