using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>
/// Futexes with priority inheritance (futex(2), FUTEX_LOCK_PI and its kin): the word holds the number of the thread that has
/// the mutex, and the mutex passes from owner to waiter without being free in between.
/// </summary>
public static class PriorityFutexes
{
    private const uint WaitersBit = 0x8000_0000;
    private const uint OwnerDied = 0x4000_0000;
    private const uint ThreadMask = 0x3FFF_FFFF;

    private static readonly List<PriorityFutex> s_contended = new();

    /// <summary>
    /// FUTEX_LOCK_PI, and with <paramref name="tryOnly"/> FUTEX_TRYLOCK_PI. EDEADLK, EAGAIN (of a try), ESRCH when the owner is
    /// not there, EINVAL when the word and the waiters do not agree, EFAULT, ETIMEDOUT; ERESTARTNOINTR when a signal came.
    /// </summary>
    public static Result Lock(Thread thread, FutexWord word, long deadline, bool tryOnly)
    {
        if (!word.IsAligned)
            return Errno.EINVAL;
        FutexKey key = FutexKey.Of(thread.Process, word);
        Errno error = TryTake(thread, key, word.Address, leaveWaiters: false, out PriorityFutex? futex);
        if (error != Errno.None || futex is null)
            return error;
        if (tryOnly)
        {
            ForgetUnlessWanted(futex);
            return Errno.EAGAIN;
        }

        thread.PrepareToSleep();
        futex.Waiters.Add(thread.Waiter);
        return Wait(thread, futex, thread.Waiter, word.Address, deadline) switch
        {
            WakeReason.Woken => Result.Success,
            WakeReason.TimedOut => Errno.ETIMEDOUT,
            _ => Errno.ERESTARTNOINTR,
        };
    }

    /// <summary>FUTEX_UNLOCK_PI: the first waiter has it then. EPERM when it is not the caller's, EINVAL, EFAULT.</summary>
    public static Result Unlock(Thread thread, FutexWord word)
    {
        PriorityFutex? futex = Find(FutexKey.Of(thread.Process, word));
        while (true)
        {
            // Linux looks at the owner before it looks at the address.
            if (Guest.Read(word.Address, out uint value) != Errno.None)
                return Errno.EFAULT;
            if ((value & ThreadMask) != (uint)thread.Id)
                return Errno.EPERM;
            if (!word.IsAligned)
                return Errno.EINVAL;
            if (futex is not null && futex.Owner != thread)
                return Errno.EINVAL;
            uint next = futex is null ? 0 : WaitersBit | (uint)futex.Waiters.First!.Thread!.Id;
            if (!Host.TryCompareExchange(word.Address, next, value, out uint seen))
                return Errno.EFAULT;
            if (seen != value)
                continue;
            futex?.HandOver();
            return Result.Success;
        }
    }

    /// <summary>
    /// FUTEX_WAIT_REQUEUE_PI: waits at a condition until <see cref="Requeue"/> moves the caller to the mutex, and for that.
    /// EINVAL, EFAULT, ETIMEDOUT; EAGAIN when the word has another value or the wait ended before the move; ERESTARTNOINTR.
    /// </summary>
    public static Result WaitRequeue(Thread thread, FutexWord word, uint expected, long deadline, FutexWord mutex)
    {
        if (word.Address == mutex.Address || !mutex.IsAligned)
            return Errno.EINVAL;
        Errno error = Futex.Compare(word, expected);
        if (error != Errno.None)
            return error;
        FutexKey key = FutexKey.Of(thread.Process, word);
        PriorityWaiter waiter = new(thread, FutexKey.Of(thread.Process, mutex)) { Key = key };
        thread.PrepareToSleep();
        Futex.BucketOf(key).Add(waiter);
        WakeReason reason = thread.Sleep(deadline);
        if (waiter.HasTaken)
            return Result.Success;
        if (waiter.Futex is { } futex)
        {
            reason = End(thread, futex, waiter, mutex.Address, reason);
            return reason == WakeReason.Woken ? Result.Success : reason == WakeReason.TimedOut ? Errno.ETIMEDOUT : Errno.EAGAIN;
        }

        waiter.Queue!.Remove(waiter);
        return reason == WakeReason.TimedOut ? Errno.ETIMEDOUT : reason == WakeReason.Interrupted ? Errno.ERESTARTNOINTR : Errno.EAGAIN;
    }

    /// <summary>
    /// FUTEX_CMP_REQUEUE_PI: the first waiter of a condition gets the mutex if that is free, it and others wait for it
    /// otherwise. Gives how many. EINVAL, EFAULT, EAGAIN when the word has another value, EDEADLK, ESRCH.
    /// </summary>
    public static Result Requeue(Process process, FutexWord from, FutexWord mutex, int wake, int move, uint expected)
    {
        if (wake != 1 || move < 0 || from.Address == mutex.Address || !mutex.IsAligned)
            return Errno.EINVAL;
        Errno error = Futex.Compare(from, expected);
        if (error != Errno.None)
            return error;
        FutexKey key = FutexKey.Of(process, from);
        FutexKey target = FutexKey.Of(process, mutex);
        WaitQueue queue = Futex.BucketOf(key);
        long done = 0;
        Waiter? next;
        for (Waiter? waiter = queue.First; waiter is not null && done < 1L + move; waiter = next)
        {
            next = waiter.Next;
            if (!waiter.Key.Is(key))
                continue;
            if (waiter is not PriorityWaiter candidate || !candidate.Target.Is(target))
                return Errno.EINVAL;
            Thread thread = candidate.Thread!;
            error = TryTake(thread, target, mutex.Address, leaveWaiters: move != 0, out PriorityFutex? futex);
            if (error != Errno.None)
                return error;
            queue.Remove(candidate);
            done++;
            if (futex is null)
            {
                candidate.HasTaken = true;
                candidate.OnWake(Futex.AnyBits);
                continue;
            }

            candidate.Futex = futex;
            thread.BlockedOn = futex;
            futex.Waiters.Add(candidate);
        }

        return done;
    }

    /// <summary>A thread ends: each mutex that it has goes to the first who waits for it.</summary>
    internal static void Release(Thread thread)
    {
        for (int i = 0; i < s_contended.Count; i++)
        {
            PriorityFutex futex = s_contended[i];
            if (futex.Owner != thread || futex.Waiters.IsEmpty)
                continue;
            futex.IsBequeathed = true;
            futex.HandOver();
        }
    }

    /// <summary>
    /// Takes a free mutex for a thread: no error and no <paramref name="futex"/>. Else marks that somebody waits, and gives
    /// what to wait for. <paramref name="leaveWaiters"/> marks it in a mutex that was free, too.
    /// </summary>
    private static Errno TryTake(Thread thread, in FutexKey key, ulong address, bool leaveWaiters, out PriorityFutex? futex)
    {
        futex = null;
        PriorityFutex? known = Find(key);
        while (true)
        {
            if (!Host.TryLoad(address, out uint value))
                return Errno.EFAULT;
            uint id = value & ThreadMask;
            if (id == (uint)thread.Id)
                return Errno.EDEADLOCK;
            Thread? owner = known?.Owner;
            uint marked = value | WaitersBit;
            if (known is null && id == 0)
                marked = (uint)thread.Id | (value & OwnerDied) | (leaveWaiters ? WaitersBit : 0);
            else if (known is null)
                owner = Kernel.FindThread((int)id);
            else if (!known.IsBequeathed && id != (uint)owner!.Id)
                return Errno.EINVAL;
            if (!Host.TryCompareExchange(address, marked, value, out uint seen))
                return Errno.EFAULT;
            if (seen != value)
                continue;
            if (known is null && id == 0)
                return Errno.None;
            if (owner is null)
                return Errno.ESRCH;
            futex = known ?? new PriorityFutex(key, owner);
            if (futex.WouldDeadlock(thread))
                return Errno.EDEADLOCK;
            if (known is null)
                s_contended.Add(futex);
            return Errno.None;
        }
    }

    private static WakeReason Wait(Thread thread, PriorityFutex futex, Waiter waiter, ulong address, long deadline)
    {
        thread.BlockedOn = futex;
        return End(thread, futex, waiter, address, thread.Sleep(deadline));
    }

    /// <summary>The end of a wait: who was given the mutex has it, whatever else ended the sleep.</summary>
    private static WakeReason End(Thread thread, PriorityFutex futex, Waiter waiter, ulong address, WakeReason reason)
    {
        thread.BlockedOn = null;
        if (futex.Owner == thread)
        {
            if (futex.IsBequeathed)
                WriteHeir(thread, address);
            futex.IsBequeathed = false;
            reason = WakeReason.Woken;
        }
        else
        {
            futex.Waiters.Remove(waiter);
        }

        ForgetUnlessWanted(futex);
        return reason;
    }

    private static void WriteHeir(Thread thread, ulong address)
    {
        while (Host.TryLoad(address, out uint value))
        {
            if (!Host.TryCompareExchange(address, OwnerDied | WaitersBit | (uint)thread.Id, value, out uint seen) || seen == value)
                return;
        }
    }

    private static PriorityFutex? Find(in FutexKey key)
    {
        for (int i = 0; i < s_contended.Count; i++)
        {
            if (s_contended[i].Is(key))
                return s_contended[i];
        }

        return null;
    }

    private static void ForgetUnlessWanted(PriorityFutex futex)
    {
        if (futex.Waiters.IsEmpty && !futex.IsBequeathed)
            s_contended.Remove(futex);
    }
}
