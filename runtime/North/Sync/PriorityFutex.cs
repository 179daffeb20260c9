namespace LiteBox.North;

/// <summary>
/// A mutex with priority inheritance that threads wait for (Linux: futex_pi_state). It is there only while somebody waits: the
/// word alone tells the owner of one that nobody wants.
/// </summary>
internal sealed class PriorityFutex(in FutexKey key, Thread owner)
{
    private readonly FutexKey _key = key;

    /// <summary>The thread that has it; while the word does not say so yet, the one that is to have it.</summary>
    public Thread Owner { get; set; } = owner;

    /// <summary>
    /// True from the end of an owner until the next one has written itself into the word. It does so itself, since the one
    /// that ended may not have had the word in its memory any more.
    /// </summary>
    public bool IsBequeathed { get; set; }

    /// <summary>Who waits, in the order in which they get it: the host's scheduler is the one that knows priorities.</summary>
    public WaitQueue Waiters { get; } = new();

    public bool Is(in FutexKey key) => _key.Is(key);

    /// <summary>Gives it to the first waiter, which finds itself the owner when it wakes.</summary>
    public void HandOver()
    {
        Waiter first = Waiters.First!;
        Owner = first.Thread!;

        // At once, not when it wakes: until then the chain of owners would lead from it back to itself.
        Owner.BlockedOn = null;
        Waiters.Remove(first);
        first.OnWake(Futex.AnyBits);
    }

    /// <summary>True when <paramref name="thread"/>, waiting for it, would wait for itself.</summary>
    public bool WouldDeadlock(Thread thread)
    {
        for (PriorityFutex? futex = this; futex is not null; futex = futex.Owner.BlockedOn)
        {
            if (futex.Owner == thread)
                return true;
        }

        return false;
    }
}
