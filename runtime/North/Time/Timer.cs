namespace LiteBox.North;

/// <summary>Something that happens at a point of time, and again if it has an interval. Belongs to <see cref="TimerQueue"/>.</summary>
public abstract class Timer
{
    internal int HeapIndex = -1;

    private CpuClock _cpuClock;
    private bool _isOnCpu;
    private long _cpuTarget;

    /// <summary>
    /// When it expires next (<see cref="Clock.Monotonic"/>), or when a look is due at the CPU time that it waits for;
    /// <see cref="Clock.Never"/>: it is off.
    /// </summary>
    public long Deadline { get; private set; } = Clock.Never;

    /// <summary>Nanoseconds from one expiry to the next; 0: once.</summary>
    public long Interval { get; private set; }

    /// <summary>True while it runs.</summary>
    public bool IsArmed => HeapIndex >= 0;

    /// <summary>Nanoseconds to the next expiry; 0 when it is off, at least 1 when it is not.</summary>
    public long Remaining =>
        !IsArmed ? 0 : long.Max(_isOnCpu ? _cpuTarget - _cpuClock.Read() : Deadline - Clock.Monotonic, 1);

    /// <summary>Starts it. EAGAIN when the host gives no thread to wait on timers with.</summary>
    public Errno Arm(Process process, long deadline, long interval)
    {
        TimerQueue.Remove(this);
        _isOnCpu = false;
        Deadline = deadline;
        Interval = interval;
        return TimerQueue.Add(this, process);
    }

    /// <summary>
    /// Starts it on a clock of CPU time, which has to show <paramref name="target"/>. Nobody tells when it does: the queue looks
    /// again whenever it could. EAGAIN as above; ESRCH when the thread of the clock has ended.
    /// </summary>
    public Errno ArmOnCpu(Process process, in CpuClock clock, long target, long interval)
    {
        long now = clock.Read();
        if (now < 0)
            return Errno.ESRCH;
        TimerQueue.Remove(this);
        _isOnCpu = true;
        _cpuClock = clock;
        _cpuTarget = target;
        Deadline = clock.NextLook(target - now);
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
    internal bool Expire(long now)
    {
        long due = Deadline;
        if (_isOnCpu)
        {
            now = _cpuClock.Read();
            due = _cpuTarget;
            if (now >= 0 && now < due)
            {
                Deadline = _cpuClock.NextLook(due - now);
                return true;
            }
        }

        if (Interval == 0 || now < 0)
        {
            Deadline = Clock.Never;
            if (now >= 0)
                OnExpire(1);
            return false;
        }

        long times = (now - due) / Interval + 1;

        // What lies beyond all time never comes: wrapped around it would be due again and again.
        due = Interval > Clock.Never - now ? Clock.Never : due + times * Interval;
        _cpuTarget = due;
        Deadline = _isOnCpu ? _cpuClock.NextLook(due - now) : due;
        OnExpire(times);

        // The one who was told may have stopped it, or set it anew.
        return Interval != 0 && HeapIndex < 0;
    }
}
