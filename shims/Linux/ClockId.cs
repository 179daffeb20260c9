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
    /// What the clock shows, in nanoseconds. EINVAL for a clock that is not there. With the lock held, unless the number is not
    /// negative.
    /// </summary>
    public static Errno Read(Thread thread, int clock, out long nanoseconds)
    {
        switch (clock)
        {
            case Realtime or RealtimeCoarse or RealtimeAlarm or Tai:
                nanoseconds = Clock.Realtime;
                return Errno.None;
            case Monotonic or MonotonicRaw or MonotonicCoarse or BootTime or BootTimeAlarm:
                nanoseconds = Clock.Monotonic;
                return Errno.None;
            case ProcessCpu or ThreadCpu:
                nanoseconds = Host.CpuTime(clock == ThreadCpu);
                break;
            default:
                nanoseconds = TryFindCpu(thread, clock, out CpuClock cpu) ? cpu.Read() : -1;
                break;
        }

        return nanoseconds < 0 ? Errno.EINVAL : Errno.None;
    }

    /// <summary>
    /// The clock of CPU time with a number: the two fixed ones, and the dynamic form <c>(~id &lt;&lt; 3) | kind</c> of a process or a
    /// thread of the caller's process (clock_getcpuclockid(3)).
    /// </summary>
    public static bool TryFindCpu(Thread thread, int clock, out CpuClock cpu)
    {
        const int PerThread = 4;
        const int KindMask = 3;
        const int Sched = 2;
        bool ofThread = clock == ThreadCpu || (clock < 0 && (clock & PerThread) != 0);
        cpu = new CpuClock(thread.Process, ofThread ? thread : null);
        if (clock is ProcessCpu or ThreadCpu)
            return true;
        if (clock >= 0 || (clock & KindMask) > Sched)
            return false;
        int id = ~(clock >> 3);
        if (id == 0)
            return true;
        if (!ofThread)
        {
            Process? process = id == thread.Process.Id ? thread.Process : Capability.Processes ? Kernel.FindProcess(id) : null;
            cpu = new CpuClock(process ?? thread.Process, thread: null);
            return process is not null;
        }

        if (Kernel.FindThread(id) is not { } target || target.Process != thread.Process)
            return false;
        cpu = new CpuClock(thread.Process, target);
        return true;
    }
}
