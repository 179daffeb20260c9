namespace LiteBox.North;

/// <summary>Operations of semop(2) that wait. Whoever makes them possible does them, in the order in which they came.</summary>
internal sealed class SemaphoreWaiter(Thread thread, SemaphoreOperation[] operations) : Waiter(thread)
{
    /// <summary>The operations.</summary>
    public SemaphoreOperation[] Operations => operations;

    /// <summary>The one of them that could not be done.</summary>
    public SemaphoreOperation Blocking { get; set; }

    /// <summary>How they ended, once <see cref="Waiter.Woken"/> is true.</summary>
    public Errno Outcome { get; private set; }

    /// <summary>Wakes the thread.</summary>
    public void End(WaitQueue queue, Errno outcome)
    {
        queue.Remove(this);
        Outcome = outcome;
        Woken = true;
        OnWake(uint.MaxValue);
    }
}
