using System.Collections.Generic;

namespace LiteBox.Packager.Erofs;

/// <summary>
/// Orders strings as their UTF-8 bytes compare, the order of EROFS directories. It differs from the order of UTF-16
/// units only in that surrogates (which stand for U+10000 and above) come after U+E000..U+FFFF.
/// </summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static readonly Utf8Order Instance = new();

    public int Compare(string? x, string? y)
    {
        int length = int.Min(x!.Length, y!.Length);
        for (int i = 0; i < length; i++)
            if (x[i] != y[i])
                return Rank(x[i]).CompareTo(Rank(y[i]));
        return x.Length.CompareTo(y.Length);
    }

    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x2000 : c >= 0xE000 ? c - 0x800 : c;
}
