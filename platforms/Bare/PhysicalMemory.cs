using System;

namespace LiteBox.South;

/// <summary>
/// The machine's page frames: a buddy allocator over all RAM that the boot information names, less what the image, its
/// tables and the bundle occupy. Free blocks are linked through their own first words, seen through the direct map; one
/// byte for each frame says whether a free block starts there and how large it is. Ranges wait untouched until what came before them
/// is used up: a host that gives memory at the first touch, in large pages of zeros, would make one for each list of blocks.
/// Callers hold the CPU: interrupts are off.
/// </summary>
internal static unsafe partial class PhysicalMemory
{
    /// <summary>Bytes of a frame.</summary>
    public const ulong FrameSize = 4096;

    private const int Orders = 24;
    private const int MostRanges = 8;
    private const ulong PieceSize = 2ul << 20;
    private const ulong ReservedShare = 32, LargestReserve = 4096;
    private const byte FreeMark = 0x80;

    private static byte* s_marks;
    private static ulong s_frames;
    private static ulong s_freeFrames;
    private static FreeLists s_lists;
    private static WaitingRanges s_waiting;
    private static int s_firstWaiting;
    private static int s_waitingEnd;

    /// <summary>Frames that nobody uses.</summary>
    public static ulong FreeFrames => s_freeFrames;

    /// <summary>All frames up to the highest.</summary>
    public static ulong Frames => s_frames;

    /// <summary>Sets up the marks; all frames are in use until <see cref="AddRange"/>.</summary>
    /// <param name="marks">A byte for each frame, all zero.</param>
    /// <param name="frames">How many.</param>
    public static void Start(byte* marks, ulong frames)
    {
        s_marks = marks;
        s_frames = frames;
    }

    /// <summary>Gives frames to the allocator.</summary>
    public static void AddRange(ulong start, ulong end)
    {
        start = (start + FrameSize - 1) & ~(FrameSize - 1);
        end &= ~(FrameSize - 1);
        ulong limit = s_frames * FrameSize;
        end = end < limit ? end : limit;
        if (start >= end || s_waitingEnd == MostRanges)
        {
            FreeRange(start, end);
            return;
        }

        s_waiting.Bounds[s_waitingEnd * 2] = start;
        s_waiting.Bounds[(s_waitingEnd * 2) + 1] = end;
        s_waitingEnd++;
        s_freeFrames += (end - start) / FrameSize;
    }

    /// <summary>Takes 2^order frames, naturally aligned; their contents are what they were. 0 when there are none.</summary>
    public static ulong Allocate(int order)
    {
        ulong block = FromLists(order);
        while (block == 0 && TakeWaiting())
        {
            block = FromLists(order);
        }

        return block;
    }

    /// <summary>Takes one frame filled with zeros, or 0.</summary>
    public static ulong AllocateZeroed() => AllocateZeroed(0);

    /// <summary>Takes 2^order frames filled with zeros, or 0.</summary>
    public static ulong AllocateZeroed(int order)
    {
        ulong block = Allocate(order);
        if (block != 0)
        {
            new Span<ulong>(At(block), (int)(512u << order)).Clear();
        }

        return block;
    }

    /// <summary>Takes 2^order frames for the guest, or 0: what is kept back lets the library OS go on when the guest has used up all else.</summary>
    public static ulong AllocateForGuest(int order, bool zeroed)
    {
        if (s_freeFrames < Math.Min(s_frames / ReservedShare, LargestReserve) + (1ul << order))
        {
            return 0;
        }

        return zeroed ? AllocateZeroed(order) : Allocate(order);
    }

    /// <summary>Gives 2^order frames back.</summary>
    public static void Free(ulong block, int order)
    {
        s_freeFrames += 1ul << order;
        while (order < Orders - 1)
        {
            ulong buddy = block ^ (FrameSize << order);
            if (buddy >= s_frames * FrameSize || s_marks[buddy / FrameSize] != (FreeMark | order))
            {
                break;
            }

            Unlink(buddy, order);
            block &= ~(FrameSize << order);
            order++;
        }

        Link(block, order);
    }

    /// <summary>Gives a run of frames back, whatever blocks they came in.</summary>
    public static void FreeRange(ulong start, ulong end)
    {
        while (start < end)
        {
            int order = 0;
            while (order < Orders - 1 && (start & (FrameSize << order)) == 0 && start + (FrameSize << (order + 1)) <= end)
            {
                order++;
            }

            Free(start, order);
            start += FrameSize << order;
        }
    }

    private static ulong FromLists(int order)
    {
        for (int found = order; found < Orders; found++)
        {
            ulong block = s_lists.Heads[found];
            if (block == 0)
            {
                continue;
            }

            Unlink(block, found);
            while (found > order)
            {
                found--;
                Link(block + (FrameSize << found), found);
            }

            s_freeFrames -= 1ul << order;
            return block;
        }

        return 0;
    }

    /// <summary>Makes blocks of the first piece of what waits. False: nothing waits any more.</summary>
    private static bool TakeWaiting()
    {
        if (s_firstWaiting == s_waitingEnd)
        {
            return false;
        }

        int first = s_firstWaiting * 2;
        ulong start = s_waiting.Bounds[first], end = s_waiting.Bounds[first + 1];
        ulong next = Math.Min((start & ~(PieceSize - 1)) + PieceSize, end);
        s_waiting.Bounds[first] = next;
        s_firstWaiting += next == end ? 1 : 0;
        s_freeFrames -= (next - start) / FrameSize;
        FreeRange(start, next);
        return true;
    }

    private static void Link(ulong block, int order)
    {
        ulong head = s_lists.Heads[order];
        At(block)[0] = head;
        At(block)[1] = 0;
        if (head != 0)
        {
            At(head)[1] = block;
        }

        s_lists.Heads[order] = block;
        s_marks[block / FrameSize] = (byte)(FreeMark | order);
    }

    private static void Unlink(ulong block, int order)
    {
        ulong next = At(block)[0], previous = At(block)[1];
        if (previous == 0)
        {
            s_lists.Heads[order] = next;
        }
        else
        {
            At(previous)[0] = next;
        }

        if (next != 0)
        {
            At(next)[1] = previous;
        }

        s_marks[block / FrameSize] = 0;
    }

    private struct FreeLists
    {
        public fixed ulong Heads[Orders];
    }

    private struct WaitingRanges
    {
        public fixed ulong Bounds[MostRanges * 2];
    }
}
