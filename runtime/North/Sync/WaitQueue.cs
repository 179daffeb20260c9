namespace LiteBox.North;

/// <summary>Waiters in order of arrival. Everything here happens under <see cref="BigLock"/>.</summary>
public sealed class WaitQueue
{
    private Waiter? _first;
    private Waiter? _last;

    internal Waiter? First => _first;

    /// <summary>True when nobody waits.</summary>
    public bool IsEmpty => _first is null;

    /// <summary>Puts a waiter at the end. It must stand in no queue.</summary>
    public void Add(Waiter waiter)
    {
        waiter.Woken = false;
        waiter.Queue = this;
        waiter.Next = null;
        waiter.Previous = _last;
        if (_last is null)
            _first = waiter;
        else
            _last.Next = waiter;
        _last = waiter;
    }

    /// <summary>Takes a waiter out; one that stands elsewhere or nowhere is left alone.</summary>
    public void Remove(Waiter waiter)
    {
        if (waiter.Queue != this)
            return;
        if (waiter.Previous is null)
            _first = waiter.Next;
        else
            waiter.Previous.Next = waiter.Next;
        if (waiter.Next is null)
            _last = waiter.Previous;
        else
            waiter.Next.Previous = waiter.Previous;
        waiter.Queue = null;
        waiter.Next = null;
        waiter.Previous = null;
    }

    /// <summary>Wakes up to <paramref name="count"/> waiters that wait for something in <paramref name="mask"/>; gives how many.</summary>
    public int Wake(int count = int.MaxValue, uint mask = uint.MaxValue)
    {
        int woken = 0;
        bool exclusive = false;
        Waiter? next;
        for (Waiter? waiter = _first; waiter is not null && woken < count; waiter = next)
        {
            next = waiter.Next;
            if ((waiter.Mask & mask) == 0)
                continue;
            if (waiter.IsExclusive && exclusive)
                continue;
            exclusive |= waiter.IsExclusive;
            if (!waiter.Stays)
            {
                Remove(waiter);
                waiter.Woken = true;
            }

            waiter.OnWake(mask);
            woken++;
        }

        return woken;
    }

    /// <summary>
    /// Puts the calling thread to sleep in this queue until a wake that shares a bit with <paramref name="mask"/>, until
    /// <paramref name="deadline"/> (<see cref="Clock.Monotonic"/>), or until a signal wants the thread.
    /// </summary>
    public WakeReason Wait(Thread thread, long deadline = Clock.Never, uint mask = uint.MaxValue)
    {
        Waiter waiter = thread.Waiter;
        waiter.Mask = mask;
        thread.PrepareToSleep();
        Add(waiter);
        WakeReason reason = thread.Sleep(deadline);

        // A requeue may have moved it to another queue.
        waiter.Queue?.Remove(waiter);
        return reason;
    }
}
