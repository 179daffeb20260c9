namespace LiteBox.Shim.Linux;

/// <summary>The clocks of clock_gettime(2).</summary>
internal static class ClockId
{
    /// <summary>CLOCK_REALTIME.</summary>
    public const int Realtime = 0;
    /// <summary>CLOCK_MONOTONIC.</summary>
    public const int Monotonic = 1;
    /// <summary>CLOCK_PROCESS_CPUTIME_ID.</summary>
    public const int ProcessCpu = 2;
    /// <summary>CLOCK_THREAD_CPUTIME_ID.</summary>
    public const int ThreadCpu = 3;
    /// <summary>CLOCK_MONOTONIC_RAW.</summary>
    public const int MonotonicRaw = 4;
    /// <summary>CLOCK_REALTIME_COARSE.</summary>
    public const int RealtimeCoarse = 5;
    /// <summary>CLOCK_MONOTONIC_COARSE.</summary>
    public const int MonotonicCoarse = 6;
    /// <summary>CLOCK_BOOTTIME.</summary>
    public const int BootTime = 7;
    /// <summary>CLOCK_REALTIME_ALARM.</summary>
    public const int RealtimeAlarm = 8;
    /// <summary>CLOCK_BOOTTIME_ALARM.</summary>
    public const int BootTimeAlarm = 9;
    /// <summary>CLOCK_TAI.</summary>
    public const int Tai = 11;

    /// <summary>Nanoseconds of a tick, the resolution of the coarse clocks.</summary>
    public const long Tick = 4_000_000;

    /// <summary>True for clocks whose time is that of the wall.</summary>
    public static bool IsRealtime(int clock) => clock is Realtime or RealtimeCoarse or RealtimeAlarm or Tai;

    /// <summary>True for the clocks that count CPU time, those of other processes and threads included.</summary>
    public static bool IsCpu(int clock) => clock is ProcessCpu or ThreadCpu or < 0;

    /// <summary>
    /// What the clock shows, in nanoseconds. EINVAL for a clock that is not there. The guest's clock of CPU time of another
    /// thread (clock_getcpuclockid(3)) is told for the calling thread and its process only.
    /// </summary>
    public static Errno Read(Thread thread, int clock, out long nanoseconds)
    {
        nanoseconds = 0;
        switch (clock)
        {
            case Realtime or RealtimeCoarse or RealtimeAlarm or Tai:
                nanoseconds = Clock.Realtime;
                return Errno.None;
            case Monotonic or MonotonicRaw or MonotonicCoarse or BootTime or BootTimeAlarm:
                nanoseconds = Clock.Monotonic;
                return Errno.None;
            default:
                if (!TryDescribeCpu(thread, clock, out bool ofThread))
                    return Errno.EINVAL;
                nanoseconds = Host.CpuTime(ofThread);
                return nanoseconds < 0 ? Errno.EINVAL : Errno.None;
        }
    }

    /// <summary>
    /// True for a CPU clock that can be read: the two fixed ones, and the dynamic form <c>(~id &lt;&lt; 3) | kind</c> of the
    /// calling thread or its process.
    /// </summary>
    public static bool TryDescribeCpu(Thread thread, int clock, out bool ofThread)
    {
        const int PerThread = 4;
        const int KindMask = 3;
        const int Sched = 2;
        ofThread = clock == ThreadCpu;
        if (clock is ProcessCpu or ThreadCpu)
            return true;
        if (clock >= 0 || (clock & KindMask) > Sched)
            return false;
        ofThread = (clock & PerThread) != 0;
        int id = ~(clock >> 3);
        return id == 0 || id == (ofThread ? thread.Id : thread.Process.Id);
    }
}
