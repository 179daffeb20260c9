namespace LiteBox.North;

/// <summary>
/// A timer that runs on the CPU time of the process: ITIMER_VIRTUAL, ITIMER_PROF. CPU time passes at most as fast as the
/// clock times the number of threads; so it looks again when it could have passed, until it has.
/// </summary>
public sealed class CpuTimer(Process process, int signal) : Timer
{
    private const long ShortestLook = 1_000_000;

    private long _target;
    private long _cpuInterval;

    /// <inheritdoc/>
    public override long Remaining => IsArmed ? long.Max(_target - process.MeasureCpuTime(), 1) : 0;

    /// <summary>Nanoseconds of CPU time from one expiry to the next; 0: once.</summary>
    public long CpuInterval => _cpuInterval;

    /// <summary>Starts it. EAGAIN, and EINVAL where the host does not tell CPU time.</summary>
    public Errno ArmAfter(long cpuTime, long cpuInterval)
    {
        long now = process.MeasureCpuTime();
        if (now < 0)
            return Errno.EINVAL;
        _target = now + cpuTime;
        _cpuInterval = cpuInterval;
        return Arm(process, Clock.DeadlineAfter(NextLook(cpuTime)), 0);
    }

    /// <inheritdoc/>
    protected override void OnExpire(long times) => _ = process.Post(SignalInfo.FromKernel(signal));

    internal override bool Expire(long now)
    {
        long left = _target - process.MeasureCpuTime();
        if (left <= 0)
        {
            OnExpire(1);
            if (_cpuInterval == 0)
                return false;
            left = _cpuInterval;
            _target += _cpuInterval;
        }

        Postpone(Clock.DeadlineAfter(NextLook(left)));
        return true;
    }

    private long NextLook(long left) => long.Max(left / int.Max(process.Threads.Count, 1), ShortestLook);
}
