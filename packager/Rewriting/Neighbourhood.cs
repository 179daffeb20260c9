using System.Collections.Generic;
using Iced.Intel;

namespace LiteBox.Packager.Rewriting;

/// <summary>
/// The instructions around the hits of one stretch of code, decoded by one sweep. It reaches further than a short branch
/// does, so every short branch that could land near a hit is in it.
/// </summary>
internal sealed class Neighbourhood(CodeRegion region, ulong start, ulong end)
{
    public CodeRegion Region { get; } = region;

    /// <summary>Where the sweep began.</summary>
    public ulong Start { get; } = start;

    /// <summary>Where the stretch ends; nothing beyond is displaced.</summary>
    public ulong End { get; } = end;

    /// <summary>Whether all of it decoded; if not, short branches are searched by their bytes as well.</summary>
    public bool IsClean { get; set; } = true;

    /// <summary>Ascending by address; there are holes where no hit is near.</summary>
    public List<Instruction> Instructions { get; } = [];

    /// <summary>Index of the instruction at an address; negative when none begins there.</summary>
    public int IndexOf(ulong address)
    {
        int low = 0, high = Instructions.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            ulong at = Instructions[middle].IP;
            if (at == address)
            {
                return middle;
            }

            if (at < address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return -1;
    }
}
