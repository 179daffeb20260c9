using System;

namespace LiteBox.South;

/// <summary>
/// Memory of the library OS, above the guest's addresses. Address space is reserved in pieces of 64 MiB; the first pages of
/// a piece say which of its pages are taken. What is larger than a piece gets pieces of its own.
/// </summary>
internal static unsafe class HeapPages
{
    private const ulong Start = 0x5100_0000_0000;
    private const int RandomPieces = 1 << 14;
    private const ulong PieceSize = 64 << 20;
    private const int PiecePages = (int)(PieceSize / HostMemory.PageSize);
    private const int MapPages = PiecePages / (int)HostMemory.PageSize;
    private const int MostPieces = 4096;
    private const int UnitPages = (int)(HostMemory.Granularity / HostMemory.PageSize);
    private const byte Shared = 1, Whole = 2;

    private static SpinLock s_lock;
    private static ulong s_base;
    private static int s_count;
    private static int s_current;
    private static int s_hint;
    private static PieceKinds s_kinds;

    /// <summary>Chooses where the memory will lie. The CPU has been found to have a generator.</summary>
    public static void Initialize()
    {
        ulong random = 0;
        Entropy.Fill(new Span<byte>(&random, sizeof(int)));
        s_base = Start + (random % RandomPieces * PieceSize);
    }

    /// <summary>Zero-filled writable pages, or 0. From 64 KiB on they are aligned to that.</summary>
    public static nuint Allocate(nuint length)
    {
        ulong pages = ((ulong)length + HostMemory.PageSize - 1) / HostMemory.PageSize;
        s_lock.Enter();
        ulong address = pages <= PiecePages - UnitPages ? AllocateShared((int)pages) : AllocateWhole(pages);
        s_lock.Exit();
        return (nuint)address;
    }

    /// <summary>Gives pages back, all of an allocation or a part.</summary>
    public static void Free(nuint address, nuint length)
    {
        s_lock.Enter();
        HostMemory.Decommit(address, length);
        ulong index = (address - s_base) / PieceSize;
        if (KindOf((int)index) == Shared)
        {
            ulong piece = s_base + (index * PieceSize);
            int first = (int)((address - piece) / HostMemory.PageSize);
            new Span<byte>((byte*)piece + first, (int)(length / HostMemory.PageSize)).Clear();
            if (s_current == (int)index && first < s_hint)
            {
                s_hint = first;
            }
        }

        s_lock.Exit();
    }

    private static ulong AllocateShared(int pages)
    {
        if (s_count != 0)
        {
            int last = s_current;
            do
            {
                if (KindOf(s_current) == Shared && Take(s_current, pages) is var found && found != 0)
                {
                    return found;
                }

                s_current = (s_current + 1) % s_count;
                s_hint = MapPages;
            }
            while (s_current != last);
        }

        if (s_count == MostPieces || !HostMemory.Reserve(AddressOf(s_count), PieceSize))
        {
            return 0;
        }

        s_current = s_count++;
        s_hint = MapPages;
        if (!HostMemory.Commit(AddressOf(s_current), MapPages * HostMemory.PageSize, Windows.PageReadWrite))
        {
            return 0;
        }

        KindOf(s_current) = Shared;
        return Take(s_current, pages);
    }

    /// <summary>Finds a run of free pages from the hint on.</summary>
    private static ulong Take(int index, int pages)
    {
        byte* map = (byte*)AddressOf(index);
        int alignment = pages >= UnitPages ? UnitPages : 1;
        int start = (s_hint + alignment - 1) & -alignment;
        while (start + pages <= PiecePages)
        {
            int taken = new ReadOnlySpan<byte>(map + start, pages).LastIndexOf((byte)1);
            if (taken < 0)
            {
                ulong address = AddressOf(index) + ((ulong)start * HostMemory.PageSize);
                if (!HostMemory.Commit(address, (ulong)pages * HostMemory.PageSize, Windows.PageReadWrite))
                {
                    return 0;
                }

                new Span<byte>(map + start, pages).Fill(1);
                s_hint = start + pages;
                return address;
            }

            start = (start + taken + alignment) & -alignment;
        }

        return 0;
    }

    private static ulong AllocateWhole(ulong pages)
    {
        ulong count = ((pages * HostMemory.PageSize) + PieceSize - 1) / PieceSize;
        if (count > (ulong)(MostPieces - s_count))
        {
            return 0;
        }

        ulong address = AddressOf(s_count);
        if (!HostMemory.Reserve(address, count * PieceSize) || !HostMemory.Commit(address, pages * HostMemory.PageSize, Windows.PageReadWrite))
        {
            return 0;
        }

        for (ulong i = 0; i < count; i++)
        {
            KindOf(s_count++) = Whole;
        }

        return address;
    }

    private static ulong AddressOf(int index) => s_base + ((ulong)index * PieceSize);

    private static ref byte KindOf(int index) => ref s_kinds.Bytes[index];

    private struct PieceKinds
    {
        public fixed byte Bytes[MostPieces];
    }
}
