namespace LiteBox.Shim.Linux;

/// <summary>Timers that send signals: alarm(2), setitimer(2), timer_create(2).</summary>
internal static class Timers
{
    private const int Real = 0;
    private const int Virtual = 1;
    private const int Profiling = 2;
    private const int AbsoluteTime = 1;
    private const long MicrosecondsPerSecond = 1_000_000;

    /// <summary>alarm(2).</summary>
    [Syscall(37, "alarm")]
    public static Result Alarm(Thread thread, uint seconds)
    {
        SignalTimer timer = thread.Process.RealTimer;
        long left = timer.Remaining;
        timer.Disarm();
        if (seconds != 0)
        {
            // alarm(2) has no errors: a host without room for the timer's thread leaves it off.
            _ = timer.Arm(thread.Process, Clock.DeadlineAfter(seconds * Clock.Second), 0);
        }

        // Rounded, but never to 0 while it ran.
        long whole = (left + Clock.Second / 2) / Clock.Second;
        return left > 0 ? long.Max(whole, 1) : 0;
    }

    /// <summary>getitimer(2).</summary>
    [Syscall(36, "getitimer")]
    public static Result GetInterval(Thread thread, int which, ulong value)
    {
        if (which is < Real or > Profiling)
            return Errno.EINVAL;
        return Guest.Write(value, Describe(thread.Process, which));
    }

    /// <summary>setitimer(2).</summary>
    [Syscall(38, "setitimer")]
    public static Result SetInterval(Thread thread, int which, ulong value, ulong old)
    {
        IntervalSetting wanted = default;
        if (value != 0 && Guest.Read(value, out wanted) != Errno.None)
            return Errno.EFAULT;
        if (which is < Real or > Profiling || !wanted.TryToNanoseconds(out long first, out long interval))
            return Errno.EINVAL;
        IntervalSetting before = Describe(thread.Process, which);
        Errno error = which switch
        {
            Real => Set(thread.Process, thread.Process.RealTimer, first, interval),
            Virtual => SetCpu(thread.Process, thread.Process.VirtualTimer, first, interval),
            _ => SetCpu(thread.Process, thread.Process.ProfilingTimer, first, interval),
        };
        if (error != Errno.None || old == 0)
            return error;
        return Guest.Write(old, before);
    }

    /// <summary>timer_create(2).</summary>
    [Syscall(222, "timer_create")]
    public static Result Create(Thread thread, int clock, ulong sigevent, ulong idAddress)
    {
        RawSignalEvent request = default;
        if (sigevent != 0 && Guest.Read(sigevent, out request) != Errno.None)
            return Errno.EFAULT;
        if (ClockId.Read(thread, clock, out _) != Errno.None)
            return Errno.EINVAL;
        if (clock is ClockId.MonotonicRaw or ClockId.RealtimeCoarse or ClockId.MonotonicCoarse)
            return Errno.EOPNOTSUPP;
        PosixTimers timers = thread.Process.PosixTimers;
        int id = timers.FreeId();
        if (id < 0)
            return Errno.EAGAIN;
        if (sigevent == 0)
            request = new() { Value = (ulong)id, SignalNumber = Signal.SIGALRM, Notify = RawSignalEvent.NotifySignal };
        int target = 0;
        switch (request.Notify)
        {
            case RawSignalEvent.NotifyNone:
                request.SignalNumber = 0;
                break;
            case RawSignalEvent.NotifyThreadId:
                target = request.ThreadId;
                if (Kernel.FindThread(target) is not { } found || found.Process != thread.Process)
                    return Errno.EINVAL;
                break;
            case RawSignalEvent.NotifySignal or RawSignalEvent.NotifyThread:
                break;
            default:
                return Errno.EINVAL;
        }

        if (request.Notify != RawSignalEvent.NotifyNone && !Signal.IsValid(request.SignalNumber))
            return Errno.EINVAL;
        if (Guest.Write(idAddress, id) != Errno.None)
            return Errno.EFAULT;
        PosixTimer timer = new(thread.Process, id, clock, request.SignalNumber, request.Value, target);
        if (ClockId.IsCpu(clock) && ClockId.TryFindCpu(thread, clock, out CpuClock cpu))
            timer.CpuClock = cpu;
        timers.Add(timer);
        return Result.Success;
    }

    /// <summary>timer_settime(2).</summary>
    [Syscall(223, "timer_settime")]
    public static Result SetTime(Thread thread, int id, int flags, ulong value, ulong old)
    {
        if (value == 0)
            return Errno.EINVAL;
        if (Guest.Read(value, out TimerSetting wanted) != Errno.None)
            return Errno.EFAULT;
        if (!wanted.Interval.TryToNanoseconds(out long interval) || !wanted.Value.TryToNanoseconds(out long first))
            return Errno.EINVAL;
        if (thread.Process.PosixTimers.Find(id) is not { } timer)
            return Errno.EINVAL;
        TimerSetting before = Describe(timer);
        timer.Disarm();
        timer.Recall();
        if (first != 0)
        {
            Errno error = Arm(thread.Process, timer, first, interval, (flags & AbsoluteTime) != 0);
            if (error != Errno.None)
                return error;
        }

        return old == 0 ? Result.Success : Guest.Write(old, before);
    }

    /// <summary>timer_gettime(2).</summary>
    [Syscall(224, "timer_gettime")]
    public static Result GetTime(Thread thread, int id, ulong value)
    {
        if (thread.Process.PosixTimers.Find(id) is not { } timer)
            return Errno.EINVAL;
        return Guest.Write(value, Describe(timer));
    }

    /// <summary>timer_getoverrun(2).</summary>
    [Syscall(225, "timer_getoverrun")]
    public static Result GetOverrun(Thread thread, int id) =>
        thread.Process.PosixTimers.Find(id) is { } timer ? timer.Overruns : Errno.EINVAL;

    /// <summary>timer_delete(2).</summary>
    [Syscall(226, "timer_delete")]
    public static Result Delete(Thread thread, int id)
    {
        if (thread.Process.PosixTimers.Find(id) is not { } timer)
            return Errno.EINVAL;
        thread.Process.PosixTimers.Remove(timer);
        return Result.Success;
    }

    private static Errno Arm(Process process, PosixTimer timer, long first, long interval, bool isAbsolute)
    {
        if (timer.CpuClock is { } cpu)
            return timer.ArmOnCpu(process, cpu, isAbsolute ? first : Clock.Sum(cpu.Read(), first), interval);
        long deadline = !isAbsolute ? Clock.DeadlineAfter(first)
            : ClockId.IsRealtime(timer.ClockId) ? Clock.DeadlineAtRealtime(first) : first;
        return timer.Arm(process, deadline, interval);
    }

    private static Errno Set(Process process, Timer timer, long first, long interval)
    {
        timer.Disarm();
        return first == 0 ? Errno.None : timer.Arm(process, Clock.DeadlineAfter(first), interval);
    }

    private static Errno SetCpu(Process process, Timer timer, long first, long interval)
    {
        timer.Disarm();
        CpuClock clock = new(process, thread: null);
        return first == 0 ? Errno.None : timer.ArmOnCpu(process, clock, Clock.Sum(clock.Read(), first), interval);
    }

    private static IntervalSetting Describe(Process process, int which) => which switch
    {
        Real => IntervalSetting.From(process.RealTimer.Remaining, process.RealTimer.Interval),
        Virtual => IntervalSetting.From(process.VirtualTimer.Remaining, process.VirtualTimer.Interval),
        _ => IntervalSetting.From(process.ProfilingTimer.Remaining, process.ProfilingTimer.Interval),
    };

    private static TimerSetting Describe(Timer timer) =>
        new() { Interval = Timespec.From(timer.Interval), Value = Timespec.From(timer.Remaining) };

    /// <summary>struct itimerspec.</summary>
    private struct TimerSetting
    {
        public Timespec Interval;
        public Timespec Value;
    }

    /// <summary>struct itimerval: seconds and microseconds.</summary>
    private struct IntervalSetting
    {
        public long IntervalSeconds;
        public long IntervalMicroseconds;
        public long Seconds;
        public long Microseconds;

        public static IntervalSetting From(long nanoseconds, long interval)
        {
            // A timer that runs must not look as if it did not.
            long left = (nanoseconds + 999) / 1000;
            interval /= 1000;
            return new IntervalSetting
            {
                IntervalSeconds = interval / MicrosecondsPerSecond,
                IntervalMicroseconds = interval % MicrosecondsPerSecond,
                Seconds = left / MicrosecondsPerSecond,
                Microseconds = left % MicrosecondsPerSecond,
            };
        }

        public readonly bool TryToNanoseconds(out long first, out long interval)
        {
            interval = 0;
            Timespec value = new() { Seconds = Seconds, Nanoseconds = Microseconds * 1000 };
            Timespec repeat = new() { Seconds = IntervalSeconds, Nanoseconds = IntervalMicroseconds * 1000 };
            bool inRange = Microseconds is >= 0 and < MicrosecondsPerSecond && IntervalMicroseconds is >= 0 and < MicrosecondsPerSecond;
            first = 0;
            return inRange && value.TryToNanoseconds(out first) && repeat.TryToNanoseconds(out interval);
        }
    }
}
