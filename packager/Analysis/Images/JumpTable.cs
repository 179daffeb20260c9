using System.Collections.Generic;

namespace LiteBox.Packager.Analysis.Images;

/// <summary>
/// Tables of code addresses that a switch jumps through: absolute words, or 32-bit distances from the start of the table.
/// </summary>
internal static class JumpTable
{
    private const int MaximumEntries = 4096;

    /// <summary>
    /// The addresses in a table that begins here. The end is not marked, so it is read for as long as the elements lead to
    /// code; what follows the table may add a few.
    /// </summary>
    /// <param name="end">Where something else is known to begin.</param>
    public static IEnumerable<ulong> Read(ImageLayout layout, ulong table, ulong end = ulong.MaxValue)
    {
        ulong size = end - table;
        for (int i = 0; i < MaximumEntries && (ulong)i * 4 < size; i++)
        {
            if (!layout.File.TryReadInt32(table + (ulong)i * 4, out int relative) || relative == 0
                || !layout.IsCode(table + (ulong)relative))
                break;
            yield return table + (ulong)relative;
        }
        for (int i = 0; i < MaximumEntries && (ulong)i * 8 < size; i++)
        {
            if (!layout.TryReadPointer(table + (ulong)i * 8, out ulong absolute) || !layout.IsCode(absolute))
                break;
            yield return absolute;
        }
    }
}
