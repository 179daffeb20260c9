namespace LiteBox.North;

/// <summary>
/// What happens to the robust mutexes that a thread holds when it ends (get_robust_list(2)): each is marked and a waiter
/// woken. The list is guest memory; it is followed as far as Linux follows it and no further.
/// </summary>
internal static class RobustFutexes
{
    /// <summary>Bytes of struct robust_list_head.</summary>
    public const ulong HeadSize = 24;

    private const int LongestList = 2048;
    private const uint Waiters = 0x8000_0000;
    private const uint OwnerDied = 0x4000_0000;
    private const uint ThreadMask = 0x3FFF_FFFF;

    /// <summary>Releases what the thread holds; those with priority inheritance go to the threads that wait for them.</summary>
    public static void Release(Thread thread)
    {
        ReleaseList(thread);
        PriorityFutexes.Release(thread);
    }

    private static void ReleaseList(Thread thread)
    {
        ulong head = thread.RobustList;
        thread.RobustList = 0;
        if (head == 0
            || Guest.Read(head, out ulong entry) != Errno.None
            || Guest.Read(head + 8, out ulong offset) != Errno.None
            || Guest.Read(head + 16, out ulong pending) != Errno.None)
        {
            return;
        }

        for (int i = 0; i < LongestList && (entry & ~1UL) != head; i++)
        {
            bool isLast = Guest.Read(entry & ~1UL, out ulong next) != Errno.None;

            // A lock that is being taken or given up is dealt with at the end, once.
            if ((entry & ~1UL) != (pending & ~1UL) && !Mark(thread, unchecked((entry & ~1UL) + offset), (entry & 1) != 0, isPending: false))
                return;
            if (isLast)
                break;
            entry = next;
        }

        if ((pending & ~1UL) != 0)
            _ = Mark(thread, unchecked((pending & ~1UL) + offset), (pending & 1) != 0, isPending: true);
    }

    private static bool Mark(Thread thread, ulong address, bool inheritsPriority, bool isPending)
    {
        if ((address & 3) != 0 || !Host.TryLoad(address, out uint value))
            return false;
        while (true)
        {
            if (isPending && !inheritsPriority && value == 0)
            {
                // It was unlocked, but the thread ended before it could wake the next.
                _ = Futex.Wake(thread.Process, address, 1);
                return true;
            }

            if ((value & ThreadMask) != (uint)thread.Id)
                return true;
            if (!Host.TryCompareExchange(address, (value & Waiters) | OwnerDied, value, out uint seen))
                return false;
            if (seen == value)
                break;
            value = seen;
        }

        if ((value & Waiters) != 0 && !inheritsPriority)
            _ = Futex.Wake(thread.Process, address, 1);
        return true;
    }
}
