using System;
using System.Threading;

namespace LiteBox.South;

/// <summary>
/// The memory that every host process of the sandbox sees at the same addresses: one shared mapping of the host, handed out in runs
/// of pages, and the writable part of the image. The host finds a page only when it is touched, so that its size costs nothing.
/// <para>
/// Pages are numbered from the region's end, which hosts put just below the image: what is used lies together with it, so that a
/// new process needs fewer page tables.
/// </para>
/// </summary>
internal static unsafe class SharedRegion
{
    private const nuint PageSize = 4096;
    private const ulong Largest = 1ul << 40, Smallest = 1ul << 30;

    private static nuint s_end;
    private static nuint s_pages;

    // One bit for each page, set for one that is handed out; at the region's end, in pages of its own.
    private static ulong* s_taken;

    // No page with a lower number is free.
    private static nuint s_lowestFree;
    private static int s_lock;

    /// <summary>Makes the region, as large as the host lets it be, and moves the image's writable data into it. ENOMEM.</summary>
    public static Errno Start()
    {
        nint start = 0;
        ulong size = Largest;
        for (; size >= Smallest; size >>= 2)
        {
            start = Host.MapShared((nuint)size);
            if (start is >= 0 or < -4095)
            {
                break;
            }
        }

        if (size < Smallest || (ulong)start < South.GuestEnd)
        {
            return Errno.ENOMEM;
        }

        s_end = (nuint)start + (nuint)size;
        s_pages = (nuint)size / PageSize;
        nuint bits = RoundUp(s_pages / 8);
        s_taken = (ulong*)(s_end - bits);
        Mark(0, bits / PageSize, taken: true);
        return ShareImageData();
    }

    /// <summary>Zero-filled pages that lie together and end at a multiple of <paramref name="alignment"/>; 0 when there are none.</summary>
    public static nuint Allocate(nuint length, nuint alignment = PageSize)
    {
        nuint count = length / PageSize;
        Lock();
        nuint first = Find(count, alignment / PageSize);
        if (first != 0)
        {
            Mark(first, count, taken: true);
            if (first == s_lowestFree)
            {
                s_lowestFree = first + count;
            }
        }

        Volatile.Write(ref s_lock, 0);
        return first == 0 ? 0 : s_end - ((first + count) * PageSize);
    }

    /// <summary>Gives pages back; the host has their memory again.</summary>
    public static void Free(nuint address, nuint length)
    {
        South.ClearPages(address, length);
        nuint first = (s_end - address - length) / PageSize;
        Lock();
        Mark(first, length / PageSize, taken: false);
        s_lowestFree = Math.Min(s_lowestFree, first);
        Volatile.Write(ref s_lock, 0);
    }

    /// <summary>The first page of a run of free ones; 0 when there is none (page 0 holds bits).</summary>
    private static nuint Find(nuint count, nuint alignment)
    {
        nuint page = s_lowestFree;
        while (true)
        {
            page += ((s_end / PageSize) - page) % alignment;
            if (count > s_pages || page > s_pages - count)
            {
                return 0;
            }

            // The end of the run that starts here, or the first page from which on it could start.
            nuint end = page;
            while (end < page + count && !IsTaken(end))
            {
                end += s_taken[end / 64] == 0 && end % 64 == 0 ? 64u : 1u;
            }

            if (end >= page + count)
            {
                return page;
            }

            page = end + 1;
            while (page % 64 == 0 && page < s_pages && s_taken[page / 64] == ulong.MaxValue)
            {
                page += 64;
            }
        }
    }

    private static bool IsTaken(nuint page) => (s_taken[page / 64] & (1ul << (int)(page % 64))) != 0;

    private static void Mark(nuint first, nuint count, bool taken)
    {
        for (nuint page = first; page < first + count;)
        {
            nuint bit = page % 64;
            nuint bits = Math.Min(64 - bit, first + count - page);
            ulong mask = ulong.MaxValue >> (int)(64 - bits) << (int)bit;
            s_taken[page / 64] = taken ? s_taken[page / 64] | mask : s_taken[page / 64] & ~mask;
            page += bits;
        }
    }

    /// <summary>
    /// Puts shared pages with the same contents in place of the pages of .data and .bss. What relocation wrote stays: nobody
    /// writes there any more.
    /// </summary>
    private static Errno ShareImageData()
    {
        nuint start = Place.RelocatedEnd();
        nuint length = RoundUp(Place.DataEnd() - start);
        nuint pages = Allocate(length);
        if (pages == 0)
        {
            return Errno.ENOMEM;
        }

        // From the copy to the exchange no static field may change.
        new ReadOnlySpan<byte>((void*)start, (int)length).CopyTo(new Span<byte>((void*)pages, (int)length));
        nint result = Host.MapView(pages, length, start);
        return result is < 0 and >= -4095 ? (Errno)(int)-result : Errno.None;
    }

    // Held for a few instructions only, so spinning is never long.
    private static void Lock()
    {
        while (Interlocked.CompareExchange(ref s_lock, 1, 0) != 0)
        {
        }
    }

    private static nuint RoundUp(nuint length) => (length + PageSize - 1) & ~(PageSize - 1);
}
