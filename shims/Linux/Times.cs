namespace LiteBox.Shim.Linux;

/// <summary>Clocks and sleeping (time(7)).</summary>
internal static class Times
{
    private const int AbsoluteTime = 1;

    /// <summary>clock_gettime(2). The vDSO answers most; this is for what it leaves.</summary>
    [Syscall(228, "clock_gettime", Lockless = true)]
    public static Result GetTime(Thread thread, int clock, ulong time)
    {
        Errno error = ClockId.Read(thread, clock, out long nanoseconds);
        return error == Errno.None ? Guest.Write(time, Timespec.From(nanoseconds)) : error;
    }

    /// <summary>clock_getres(2).</summary>
    [Syscall(229, "clock_getres", Lockless = true)]
    public static Result GetResolution(Thread thread, int clock, ulong resolution)
    {
        Errno error = ClockId.Read(thread, clock, out _);
        if (error != Errno.None)
            return error;
        long nanoseconds = clock is ClockId.RealtimeCoarse or ClockId.MonotonicCoarse ? ClockId.Tick : 1;
        return resolution == 0 ? Result.Success : Guest.Write(resolution, Timespec.From(nanoseconds));
    }

    /// <summary>clock_settime(2): the sandbox does not set the host's clock.</summary>
    [Syscall(227, "clock_settime", Lockless = true)]
    public static Result SetTime(Thread thread, int clock, ulong time)
    {
        if (Guest.Read(time, out Timespec wanted) != Errno.None)
            return Errno.EFAULT;
        return clock == ClockId.Realtime && wanted.TryToNanoseconds(out _) ? Errno.EPERM : Errno.EINVAL;
    }

    /// <summary>gettimeofday(2).</summary>
    [Syscall(96, "gettimeofday", Lockless = true)]
    public static Result GetTimeOfDay(Thread thread, ulong time, ulong zone)
    {
        Timespec now = Timespec.From(Clock.Realtime);
        now.Nanoseconds /= 1000;
        if (time != 0 && Guest.Write(time, now) != Errno.None)
            return Errno.EFAULT;
        return zone != 0 ? Guest.Write(zone, 0UL) : Result.Success;
    }

    /// <summary>time(2).</summary>
    [Syscall(201, "time", Lockless = true)]
    public static Result GetSeconds(Thread thread, ulong seconds)
    {
        long now = Clock.Realtime / Clock.Second;
        return seconds != 0 && Guest.Write(seconds, now) != Errno.None ? Errno.EFAULT : now;
    }

    /// <summary>nanosleep(2).</summary>
    [Syscall(35, "nanosleep")]
    public static Result Sleep(Thread thread, ulong request, ulong remaining) =>
        SleepOn(thread, ClockId.Monotonic, absolute: false, request, remaining);

    /// <summary>clock_nanosleep(2). EOPNOTSUPP for the clocks of CPU time and those without timers.</summary>
    [Syscall(230, "clock_nanosleep")]
    public static Result SleepOnClock(Thread thread, int clock, int flags, ulong request, ulong remaining)
    {
        Errno error = ClockId.Read(thread, clock, out _);
        if (error != Errno.None)
            return error;
        if (ClockId.IsCpu(clock) || clock is ClockId.MonotonicRaw or ClockId.RealtimeCoarse or ClockId.MonotonicCoarse)
            return Errno.EOPNOTSUPP;
        return SleepOn(thread, clock, (flags & AbsoluteTime) != 0, request, remaining);
    }

    private static Result SleepOn(Thread thread, int clock, bool absolute, ulong request, ulong remaining)
    {
        if (thread.RestartDeadline == Thread.NoRestart)
        {
            if (Guest.Read(request, out Timespec time) != Errno.None)
                return Errno.EFAULT;
            if (!time.TryToNanoseconds(out long nanoseconds))
                return Errno.EINVAL;
            thread.RestartDeadline = !absolute ? Clock.DeadlineAfter(nanoseconds)
                : ClockId.IsRealtime(clock) ? Clock.DeadlineAtRealtime(nanoseconds) : nanoseconds;
        }

        long deadline = thread.RestartDeadline;
        thread.PrepareToSleep();
        WakeReason reason = thread.Sleep(deadline);
        if (reason == WakeReason.TimedOut)
        {
            thread.RestartDeadline = Thread.NoRestart;
            return Result.Success;
        }

        if (absolute)
            return Errno.ERESTARTNOHAND;
        if (remaining != 0)
        {
            long left = deadline == Clock.Never ? Clock.Never : long.Max(deadline - Clock.Monotonic, 0);
            if (Guest.Write(remaining, Timespec.From(left)) != Errno.None)
                return Errno.EFAULT;
        }

        return Errno.ERESTART_RESTARTBLOCK;
    }
}
