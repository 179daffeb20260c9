using System;
using System.Collections.Generic;

namespace LiteBox.Packager.Rewriting;

/// <summary>A set of address ranges that may nest and overlap; filled, sorted once, then asked.</summary>
internal sealed class AddressIntervals
{
    private readonly List<(ulong Start, ulong End)> _ranges = [];

    /// <summary>The highest end of all ranges up to an index, which tells at once whether one reaches an address.</summary>
    private readonly List<ulong> _highestEnds = [];

    public void Add(ulong start, ulong end) => _ranges.Add((start, end));

    public void Sort()
    {
        // Of ranges with one start only the longest matters; that also bounds how many can be near an address.
        _ranges.Sort();
        int kept = 0;
        for (int i = 0; i < _ranges.Count; i++)
        {
            if (i + 1 == _ranges.Count || _ranges[i + 1].Start != _ranges[i].Start)
            {
                _ranges[kept++] = _ranges[i];
            }
        }

        _ranges.RemoveRange(kept, _ranges.Count - kept);
        ulong highest = 0;
        foreach ((_, ulong end) in _ranges)
        {
            highest = Math.Max(highest, end);
            _highestEnds.Add(highest);
        }
    }

    public bool Contains(ulong address)
    {
        int index = LastAtOrBefore(address);
        return index >= 0 && _highestEnds[index] > address;
    }

    /// <summary>The stretches that no range covers and that begin within a distance of an address.</summary>
    public IEnumerable<(ulong Start, ulong End, ulong RangeBefore)> GapsNear(ulong address, ulong distance)
    {
        int index = Math.Max(0, LastAtOrBefore(address > distance ? address - distance : 0));
        for (; index + 1 < _ranges.Count && _ranges[index].Start <= address + distance; index++)
        {
            ulong end = _highestEnds[index];
            ulong next = _ranges[index + 1].Start;
            if (end < next && end + distance >= address && end <= address + distance)
            {
                yield return (end, next, _ranges[index].Start);
            }
        }
    }

    private int LastAtOrBefore(ulong address)
    {
        int low = 0, high = _ranges.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_ranges[middle].Start <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }
}
