using System;
using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>The written pages of a file by their number; pages that are not there are holes. Any 64-bit offset will do.</summary>
public sealed class PageMap
{
    private const int GroupBits = 9;
    private const int GroupPages = 1 << GroupBits;

    // In the word of a page that lies in a run of its own, not in the pool.
    private const ulong InRun = 1;

    private readonly Dictionary<ulong, ulong[]> _groups = new();
    private ulong[]? _last;
    private ulong _lastNumber;

    /// <summary>Number of pages that are there.</summary>
    public ulong Count { get; private set; }

    /// <summary>Address of a page, or 0 for a hole.</summary>
    public nuint Find(ulong number)
    {
        ulong[]? group = GroupOf(number >> GroupBits);
        return group is null ? 0 : AddressOf(group[(int)(number & (GroupPages - 1))]);
    }

    /// <summary>Address of a page that is made if it is not there, zero-filled; 0 when memory has run out.</summary>
    public nuint Make(ulong number)
    {
        ref ulong page = ref Place(number);
        if (page == 0)
        {
            page = PagePool.Allocate();
            if (page != 0)
                Count++;
        }

        return AddressOf(page);
    }

    /// <summary>
    /// Makes pages none of which is there, so that they lie together; the host finds memory for each when it is used. False when
    /// there is no room.
    /// </summary>
    public bool MakeRun(ulong first, ulong count)
    {
        nuint address = Host.AllocatePages((nuint)count * PagePool.PageSize);
        if (address == 0)
            return false;
        for (ulong i = 0; i < count; i++)
            Place(first + i) = (address + (nuint)i * PagePool.PageSize) | InRun;
        Count += count;
        return true;
    }

    /// <summary>How many pages from a number on, up to <paramref name="limit"/>, lie together as their numbers do.</summary>
    public ulong CountTogether(ulong number, ulong limit)
    {
        nuint first = Find(number);
        ulong count = 1;
        while (count < limit && Find(number + count) == first + (nuint)count * PagePool.PageSize)
            count++;
        return count;
    }

    /// <summary>Makes the pages that are there from <paramref name="first"/> up to, not including, <paramref name="end"/> zeros.</summary>
    public void Clear(ulong first, ulong end)
    {
        while (TryNext(first, out ulong found) && found < end)
        {
            ulong count = CountTogether(found, end - found);
            Host.ClearPages(Find(found), (nuint)count * PagePool.PageSize);
            first = found + count;
        }
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
            i += Free(group.AsSpan((int)i, (int)(to - i))) - 1;
        }

        if (from == 0 && to == GroupPages)
        {
            _groups.Remove(number);
            _last = null;
        }
    }

    /// <summary>Frees the page of the first word, or those of a run that go with it; gives how many.</summary>
    private ulong Free(Span<ulong> words)
    {
        ulong first = words[0];
        int count = 1;
        if ((first & InRun) == 0)
        {
            PagePool.Free((nuint)first);
        }
        else
        {
            while (count < words.Length && words[count] == first + (ulong)count * PagePool.PageSize)
                count++;
            Host.FreePages(AddressOf(first), (nuint)count * PagePool.PageSize);
        }

        words[..count].Clear();
        Count -= (ulong)count;
        return (ulong)count;
    }

    private static nuint AddressOf(ulong word) => (nuint)(word & ~InRun);

    private ref ulong Place(ulong number)
    {
        ulong[]? group = GroupOf(number >> GroupBits);
        if (group is null)
        {
            group = new ulong[GroupPages];
            _groups.Add(number >> GroupBits, group);
            _last = group;
            _lastNumber = number >> GroupBits;
        }

        return ref group[(int)(number & (GroupPages - 1))];
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
