namespace LiteBox.North;

/// <summary>
/// Watches over RLIMIT_CPU (setrlimit(2)): SIGXCPU at the soft limit and, since Linux moves that on, at each second after it; SIGKILL
/// at the hard one.
/// </summary>
public sealed class CpuLimitTimer(Process process) : Timer
{
    /// <summary>Looks at the limits anew: they have changed, or the process counts its time from zero.</summary>
    public void Follow()
    {
        const ulong MostSeconds = long.MaxValue / Clock.Second;
        Disarm();
        ulong soft = process.Limits[Limits.Cpu];
        if (soft <= MostSeconds)
            _ = ArmOnCpu(process, new CpuClock(process, thread: null), (long)soft * Clock.Second, 0);
    }

    /// <inheritdoc/>
    protected override void OnExpire(long times)
    {
        ulong used = (ulong)(process.CpuTime / Clock.Second);
        if (used >= process.Limits.Hard(Limits.Cpu))
        {
            _ = process.Post(SignalInfo.FromKernel(Signal.SIGKILL));
            return;
        }

        _ = process.Post(SignalInfo.FromKernel(Signal.SIGXCPU));
        process.Limits.Prolong(Limits.Cpu);
        Follow();
    }
}
