namespace LiteBox.North;

/// <summary>A thread that waits at a condition to be moved to a mutex with priority inheritance (FUTEX_WAIT_REQUEUE_PI).</summary>
internal sealed class PriorityWaiter(Thread thread, in FutexKey target) : Waiter(thread)
{
    /// <summary>The mutex that it wants.</summary>
    public FutexKey Target { get; } = target;

    /// <summary>True when it got the mutex without waiting for it.</summary>
    public bool HasTaken { get; set; }

    /// <summary>The mutex that it was moved to; null until then.</summary>
    public PriorityFutex? Futex { get; set; }
}
