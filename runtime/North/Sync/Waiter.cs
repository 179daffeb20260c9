namespace LiteBox.North;

/// <summary>
/// A place in a <see cref="WaitQueue"/>. The plain one wakes its thread; something that wants to be told instead, such
/// as an epoll item, derives from it.
/// </summary>
public class Waiter
{
    internal Waiter? Next;
    internal Waiter? Previous;

    /// <summary>A waiter on behalf of <paramref name="thread"/>.</summary>
    public Waiter(Thread? thread) => Thread = thread;

    /// <summary>The thread that waits; null when nobody sleeps on this waiter.</summary>
    public Thread? Thread { get; }

    /// <summary>The queue that this waiter stands in.</summary>
    public WaitQueue? Queue { get; internal set; }

    /// <summary>What it waits for: a wake with a mask that shares no bit passes it over. A futex bitset or poll events.</summary>
    public uint Mask { get; set; } = uint.MaxValue;

    /// <summary>What it waits on, where one queue serves several things: a futex.</summary>
    internal FutexKey Key { get; set; }

    /// <summary>True after a wake has taken this waiter out of its queue.</summary>
    public bool Woken { get; internal set; }

    /// <summary>True when a wake leaves the waiter in its queue.</summary>
    public virtual bool Stays => false;

    /// <summary>True when a wake that reaches one such waiter is not for the others too (EPOLLEXCLUSIVE).</summary>
    public virtual bool IsExclusive => false;

    /// <summary>Called under the lock by the one who wakes, with the mask of what happened.</summary>
    public virtual void OnWake(uint mask) => Thread?.WakeUp();
}
