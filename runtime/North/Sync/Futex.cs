using System;

namespace LiteBox.North;

/// <summary>
/// Futexes (futex(2)): waiters by a word in guest memory. The word is compared under the lock, so a wake that follows a
/// change of the word cannot be missed.
/// </summary>
public static class Futex
{
    /// <summary>The mask that matches every waiter (FUTEX_BITSET_MATCH_ANY).</summary>
    public const uint AnyBits = uint.MaxValue;

    private const int BucketCount = 256;

    // Made as they are needed: most programs use few, and many use none.
    private static WaitQueue?[]? s_buckets;

    /// <summary>
    /// Sleeps while the word has the value <paramref name="expected"/>. EAGAIN when it has another, EFAULT, EINVAL,
    /// ETIMEDOUT; ERESTARTSYS when a signal came.
    /// </summary>
    public static Result Wait(Thread thread, FutexWord word, uint expected, long deadline, uint bits = AnyBits)
    {
        if (bits == 0)
            return Errno.EINVAL;
        Errno error = Compare(word, expected);
        if (error != Errno.None)
            return error;
        FutexKey key = FutexKey.Of(thread.Process, word);
        thread.Waiter.Key = key;
        return BucketOf(key).Wait(thread, deadline, bits) switch
        {
            WakeReason.Woken => Result.Success,
            WakeReason.TimedOut => Errno.ETIMEDOUT,
            _ => Errno.ERESTARTSYS,
        };
    }

    /// <summary>
    /// Sleeps while all words have their expected values; gives the index of one that was woken. Errors as <see cref="Wait"/>.
    /// </summary>
    public static Result WaitAny(Thread thread, ReadOnlySpan<FutexWait> words, long deadline)
    {
        for (int i = 0; i < words.Length; i++)
        {
            Errno error = Compare(words[i].Word, words[i].Expected);
            if (error != Errno.None)
                return error;
        }

        Waiter[] waiters = new Waiter[words.Length];
        thread.PrepareToSleep();
        for (int i = 0; i < words.Length; i++)
        {
            FutexKey key = FutexKey.Of(thread.Process, words[i].Word);
            waiters[i] = new Waiter(thread) { Key = key };
            BucketOf(key).Add(waiters[i]);
        }

        WakeReason reason = thread.Sleep(deadline);
        int woken = -1;
        for (int i = 0; i < waiters.Length; i++)
        {
            // A requeue may have moved it to another queue.
            waiters[i].Queue?.Remove(waiters[i]);
            if (waiters[i].Woken)
                woken = i;
        }

        if (woken >= 0)
            return woken;
        return reason == WakeReason.TimedOut ? Errno.ETIMEDOUT : Errno.ERESTARTSYS;
    }

    /// <summary>
    /// Wakes up to <paramref name="count"/> waiters, at least one as Linux does; gives how many. EINVAL, also where a waiter
    /// wants to be moved to a mutex with priority inheritance.
    /// </summary>
    public static Result Wake(Process process, FutexWord word, int count, uint bits = AnyBits)
    {
        if (bits == 0 || !word.IsAligned)
            return Errno.EINVAL;
        if (word.Address >= Host.GuestEnd)
            return Errno.EFAULT;
        return WakeAt(process, word, int.Max(count, 1), bits);
    }

    /// <summary>
    /// Wakes some waiters of one word and moves others to a second one; gives how many of both. With
    /// <paramref name="compare"/> only if the first word has the value <paramref name="expected"/>, else EAGAIN. EINVAL, EFAULT.
    /// </summary>
    public static Result Requeue(Process process, FutexWord from, FutexWord to, int wake, int move, bool compare, uint expected)
    {
        if (!from.IsAligned || !to.IsAligned || wake < 0 || move < 0)
            return Errno.EINVAL;
        Errno error = compare ? Compare(from, expected) : Errno.None;
        if (error != Errno.None)
            return error;

        Result woken = wake == 0 ? 0 : WakeAt(process, from, wake, AnyBits);
        if (woken.Error != Errno.None)
            return woken;
        FutexKey key = FutexKey.Of(process, from);
        FutexKey newKey = FutexKey.Of(process, to);
        WaitQueue source = BucketOf(key);
        WaitQueue target = BucketOf(newKey);
        int moved = 0;
        Waiter? next;
        for (Waiter? waiter = source.First; waiter is not null && moved < move; waiter = next)
        {
            next = waiter.Next;
            if (!waiter.Key.Is(key))
                continue;
            if (Capability.Threads && waiter is PriorityWaiter)
                return Errno.EINVAL;
            moved++;
            if (newKey.Is(key))
                continue;
            source.Remove(waiter);
            waiter.Key = newKey;
            target.Add(waiter);
        }

        return woken.Value + moved;
    }

    /// <summary>
    /// FUTEX_WAKE_OP: changes the second word as <paramref name="operation"/> says, wakes waiters of the first, and those
    /// of the second if its old value passes the comparison. EINVAL, EFAULT, ENOSYS.
    /// </summary>
    public static Result WakeOperation(Process process, FutexWord first, FutexWord second, int wakeFirst, int wakeSecond, uint operation)
    {
        if (!first.IsAligned || !second.IsAligned)
            return Errno.EINVAL;
        int argument = (int)(operation << 8) >> 20;
        int comparand = (int)(operation << 20) >> 20;
        if ((operation & 0x8000_0000) != 0)
            argument = 1 << (argument & 31);
        uint kind = (operation >> 28) & 7;
        if (kind > 4)
            return Errno.ENOSYS;
        if (!Host.TryLoad(second.Address, out uint old))
            return Errno.EFAULT;
        while (true)
        {
            uint changed = kind switch
            {
                0 => (uint)argument,
                1 => old + (uint)argument,
                2 => old | (uint)argument,
                3 => old & ~(uint)argument,
                _ => old ^ (uint)argument,
            };
            if (!Host.TryCompareExchange(second.Address, changed, old, out uint seen))
                return Errno.EFAULT;
            if (seen == old)
                break;
            old = seen;
        }

        int value = (int)old;
        bool? passes = ((operation >> 24) & 15) switch
        {
            0 => value == comparand,
            1 => value != comparand,
            2 => value < comparand,
            3 => value <= comparand,
            4 => value > comparand,
            5 => value >= comparand,
            _ => null,
        };
        if (passes is null)
            return Errno.ENOSYS;
        Result woken = WakeAt(process, first, int.Max(wakeFirst, 1), AnyBits);
        if (woken.Error != Errno.None || !passes.Value)
            return woken;
        Result more = WakeAt(process, second, int.Max(wakeSecond, 1), AnyBits);
        return more.Error != Errno.None ? more : woken.Value + more.Value;
    }

    /// <summary>EINVAL for an address that is not aligned, EFAULT, EAGAIN when the word has another value.</summary>
    internal static Errno Compare(FutexWord word, uint expected)
    {
        if (!word.IsAligned)
            return Errno.EINVAL;
        if (!Host.TryLoad(word.Address, out uint value))
            return Errno.EFAULT;
        return value == expected ? Errno.None : Errno.EAGAIN;
    }

    private static Result WakeAt(Process process, FutexWord word, int count, uint bits)
    {
        // Who wakes others cannot be the only thread.
        if (!Capability.Threads)
            return 0;
        FutexKey key = FutexKey.Of(process, word);
        WaitQueue bucket = BucketOf(key);
        int woken = 0;
        Waiter? next;
        for (Waiter? waiter = bucket.First; waiter is not null && woken < count; waiter = next)
        {
            next = waiter.Next;
            if (!waiter.Key.Is(key))
                continue;
            if (Capability.Threads && waiter is PriorityWaiter)
                return Errno.EINVAL;
            if ((waiter.Mask & bits) == 0)
                continue;
            bucket.Remove(waiter);
            waiter.Woken = true;
            waiter.OnWake(bits);
            woken++;
        }

        return woken;
    }

    internal static WaitQueue BucketOf(in FutexKey key) =>
        (s_buckets ??= new WaitQueue?[BucketCount])[(int)((key.Offset >> 2 ^ key.Offset >> 12) % BucketCount)] ??= new WaitQueue();
}
