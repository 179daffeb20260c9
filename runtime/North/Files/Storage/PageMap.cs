using System;
using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>The written pages of a file by their number; pages that are not there are holes. Any 64-bit offset will do.</summary>
public sealed class PageMap
{
    private const int GroupBits = 9;
    private const int GroupPages = 1 << GroupBits;

    private readonly Dictionary<ulong, ulong[]> _groups = new();
    private ulong[]? _last;
    private ulong _lastNumber;

    /// <summary>Number of pages that are there.</summary>
    public ulong Count { get; private set; }

    /// <summary>Address of a page, or 0 for a hole.</summary>
    public nuint Find(ulong number)
    {
        ulong[]? group = GroupOf(number >> GroupBits);
        return group is null ? 0 : (nuint)group[(int)(number & (GroupPages - 1))];
    }

    /// <summary>Address of a page that is made if it is not there, zero-filled; 0 when memory has run out.</summary>
    public nuint Make(ulong number)
    {
        ulong[]? group = GroupOf(number >> GroupBits);
        if (group is null)
        {
            group = new ulong[GroupPages];
            _groups.Add(number >> GroupBits, group);
            _last = group;
            _lastNumber = number >> GroupBits;
        }

        ref ulong page = ref group[(int)(number & (GroupPages - 1))];
        if (page == 0)
        {
            page = PagePool.Allocate();
            if (page != 0)
                Count++;
        }

        return (nuint)page;
    }

    /// <summary>Frees the pages from <paramref name="first"/> up to, not including, <paramref name="end"/>.</summary>
    public void Remove(ulong first, ulong end)
    {
        if (Count == 0 || first >= end)
            return;

        // Few groups can be there, whatever the range says: go through those when that is less.
        if ((end - 1 >> GroupBits) - (first >> GroupBits) < (ulong)_groups.Count)
        {
            for (ulong number = first >> GroupBits; number <= end - 1 >> GroupBits; number++)
                RemoveIn(number, first, end);
        }
        else
        {
            ulong[] numbers = new ulong[_groups.Count];
            int count = 0;
            foreach (KeyValuePair<ulong, ulong[]> pair in _groups)
                numbers[count++] = pair.Key;
            foreach (ulong number in numbers)
                RemoveIn(number, first, end);
        }
    }

    /// <summary>The first page that is there at or after <paramref name="number"/>; false when none is.</summary>
    public bool TryNext(ulong number, out ulong found)
    {
        found = ulong.MaxValue;
        foreach (KeyValuePair<ulong, ulong[]> pair in _groups)
        {
            ulong start = pair.Key << GroupBits;
            if (start + GroupPages <= number || start > found)
                continue;
            for (ulong i = start < number ? number - start : 0; i < GroupPages; i++)
            {
                if (pair.Value[(int)i] == 0)
                    continue;
                found = ulong.Min(found, start + i);
                break;
            }
        }

        return found != ulong.MaxValue;
    }

    private void RemoveIn(ulong number, ulong first, ulong end)
    {
        ulong[]? group = GroupOf(number);
        if (group is null)
            return;
        ulong start = number << GroupBits;
        if (start >= end || start + GroupPages <= first)
            return;
        ulong from = first > start ? first - start : 0;
        ulong to = ulong.Min(GroupPages, end - start);
        for (ulong i = from; i < to; i++)
        {
            if (group[(int)i] == 0)
                continue;
            PagePool.Free((nuint)group[(int)i]);
            group[(int)i] = 0;
            Count--;
        }

        if (from == 0 && to == GroupPages)
        {
            _groups.Remove(number);
            _last = null;
        }
    }

    private ulong[]? GroupOf(ulong number)
    {
        if (_last is not null && _lastNumber == number)
            return _last;
        if (!_groups.TryGetValue(number, out ulong[]? group))
            return null;
        _last = group;
        _lastNumber = number;
        return group;
    }
}
