using System.Collections.Generic;

namespace LiteBox.South;

/// <summary>
/// The CPU's time, and its store of translations: what the code under test forgets to drop from it, the test still sees.
/// </summary>
internal static class Stub
{
    private static readonly Dictionary<ulong, ulong> s_translations = [];

    /// <summary>The time-stamp counter.</summary>
    public static ulong Ticks { get; set; }

    /// <summary>Each look at the counter takes a little time.</summary>
    public static ulong ReadTsc() => Ticks += 25;

    public static void InvalidatePage(ulong address) => s_translations.Remove(address & ~0xFFFul);

    public static void InvalidateAll() => s_translations.Clear();

    public static bool TryTranslation(ulong page, out ulong entry) => s_translations.TryGetValue(page, out entry);

    public static void Keep(ulong page, ulong entry) => s_translations[page] = entry;
}
