using System;
using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>
/// Pages of 4096 bytes for the contents of files and pipes, outside the collected heap. They come from the host in
/// extents that grow with what is in use, so that a large file costs few host calls; an extent that is free again goes
/// back, but for one that is kept against going to and fro.
/// </summary>
public static unsafe class PagePool
{
    /// <summary>Bytes of a page.</summary>
    public const int PageSize = 4096;

    private const int FirstExtentPages = 16;
    private const int LargestExtentPages = 1024;

    // Ordered by address: a freed page finds its extent by bisection.
    private static readonly List<Extent> s_extents = new();
    private static Extent? s_current;
    private static int s_nextPages = FirstExtentPages;

    /// <summary>Number of pages in use.</summary>
    public static ulong Used { get; private set; }

    /// <summary>A zero-filled page, or 0 when the host has no more memory.</summary>
    public static nuint Allocate()
    {
        Extent? extent = s_current;
        if (extent is null || !extent.HasFree)
        {
            extent = FindFree() ?? Grow();
            if (extent is null)
                return 0;
            s_current = extent;
        }

        Used++;
        return extent.Take();
    }

    /// <summary>Gives a page back.</summary>
    public static void Free(nuint page)
    {
        int index = IndexOf(page);
        Extent extent = s_extents[index];
        extent.Put(page);
        Used--;
        if (!extent.IsUnused || extent == s_current)
            return;
        if (s_current is { IsUnused: true })
        {
            s_extents.RemoveAt(index);
            Host.FreePages(extent.Address, (nuint)extent.Pages * PageSize);
        }
        else
        {
            s_current = extent;
        }
    }

    private static Extent? FindFree()
    {
        for (int i = s_extents.Count - 1; i >= 0; i--)
        {
            if (s_extents[i].HasFree)
                return s_extents[i];
        }

        return null;
    }

    private static Extent? Grow()
    {
        int pages = s_nextPages;
        nuint address = Host.AllocatePages((nuint)pages * PageSize);
        if (address == 0)
            return null;
        s_nextPages = int.Min(pages * 2, LargestExtentPages);
        Extent extent = new(address, pages);
        s_extents.Insert(s_extents.Count == 0 ? 0 : IndexOf(address) + 1, extent);
        return extent;
    }

    /// <summary>The last extent that does not begin above the address; -1 when all do.</summary>
    private static int IndexOf(nuint address)
    {
        int low = 0, high = s_extents.Count;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (s_extents[middle].Address <= address)
                low = middle + 1;
            else
                high = middle;
        }

        return low - 1;
    }

    private sealed class Extent(nuint address, int pages)
    {
        // Freed pages are chained through their first word; those from _fresh on have never been used.
        private nuint _freed;
        private int _fresh;
        private int _used;

        public nuint Address { get; } = address;

        public int Pages { get; } = pages;

        public bool HasFree => _used < Pages;

        public bool IsUnused => _used == 0;

        public nuint Take()
        {
            _used++;
            if (_freed == 0)
                return Address + (nuint)_fresh++ * PageSize;
            nuint page = _freed;
            _freed = *(nuint*)page;
            new Span<byte>((void*)page, PageSize).Clear();
            return page;
        }

        public void Put(nuint page)
        {
            _used--;
            *(nuint*)page = _freed;
            _freed = page;
        }
    }
}
