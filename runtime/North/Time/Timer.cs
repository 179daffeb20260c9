namespace LiteBox.North;

/// <summary>Something that happens at a point of time, and again if it has an interval. Belongs to <see cref="TimerQueue"/>.</summary>
public abstract class Timer
{
    internal int HeapIndex = -1;

    /// <summary>When it expires next (<see cref="Clock.Monotonic"/>); <see cref="Clock.Never"/>: it is off.</summary>
    public long Deadline { get; private set; } = Clock.Never;

    /// <summary>Nanoseconds from one expiry to the next; 0: once.</summary>
    public long Interval { get; private set; }

    /// <summary>True while it runs.</summary>
    public bool IsArmed => HeapIndex >= 0;

    /// <summary>Nanoseconds to the next expiry; 0 when it is off, at least 1 when it is not.</summary>
    public virtual long Remaining => IsArmed ? long.Max(Deadline - Clock.Monotonic, 1) : 0;

    /// <summary>Starts it. EAGAIN when the host gives no thread to wait on timers with.</summary>
    public Errno Arm(Process process, long deadline, long interval)
    {
        TimerQueue.Remove(this);
        Deadline = deadline;
        Interval = interval;
        return TimerQueue.Add(this, process);
    }

    /// <summary>Stops it.</summary>
    public void Disarm()
    {
        TimerQueue.Remove(this);
        Deadline = Clock.Never;
        Interval = 0;
    }

    /// <summary>Called under the lock, with how often it expired since the last time: 1, or more when its thread was late.</summary>
    protected abstract void OnExpire(long times);

    /// <summary>Called by the queue, which has taken the timer out, when the deadline has passed. Gives whether it goes back.</summary>
    internal virtual bool Expire(long now)
    {
        if (Interval == 0)
        {
            Deadline = Clock.Never;
            OnExpire(1);
            return false;
        }

        long times = (now - Deadline) / Interval + 1;
        Deadline += times * Interval;
        OnExpire(times);
        return IsStillPeriodic;
    }

    /// <summary>Sets the deadline of a timer that goes back into the queue.</summary>
    protected void Postpone(long deadline) => Deadline = deadline;

    private bool IsStillPeriodic => Interval != 0 && HeapIndex < 0;
}
