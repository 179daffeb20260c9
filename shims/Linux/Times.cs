namespace LiteBox.Shim.Linux;

/// <summary>Clocks and sleeping (time(7)).</summary>
internal static class Times
{
    private const int AbsoluteTime = 1;

    /// <summary>clock_gettime(2). The vDSO answers most; this is for what it leaves.</summary>
    [Syscall(228, "clock_gettime", Lockless = true)]
    public static Result GetTime(Thread thread, int clock, ulong time)
    {
        Errno error = Read(thread, clock, out long nanoseconds);
        return error == Errno.None ? Guest.Write(time, Timespec.From(nanoseconds)) : error;
    }

    /// <summary>clock_getres(2).</summary>
    [Syscall(229, "clock_getres", Lockless = true)]
    public static Result GetResolution(Thread thread, int clock, ulong resolution)
    {
        Errno error = Read(thread, clock, out _);
        if (error != Errno.None)
            return error;
        long nanoseconds = clock is ClockId.RealtimeCoarse or ClockId.MonotonicCoarse ? ClockId.Tick : 1;
        return resolution == 0 ? Result.Success : Guest.Write(resolution, Timespec.From(nanoseconds));
    }

    /// <summary>clock_settime(2): the sandbox does not set the host's clock.</summary>
    [Partly("EPERM, as without CAP_SYS_TIME: the clock is the host's")]
    [Syscall(227, "clock_settime", Lockless = true)]
    public static Result SetTime(Thread thread, int clock, ulong time)
    {
        if (clock is not (ClockId.Realtime or < 0))
            return Errno.EINVAL;
        if (Guest.Read(time, out Timespec wanted) != Errno.None)
            return Errno.EFAULT;
        if (clock == ClockId.Realtime)
            return wanted.TryToNanoseconds(out _) ? Errno.EPERM : Errno.EINVAL;
        Errno error = Read(thread, clock, out _);
        return error == Errno.None ? Errno.EPERM : error;
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

    /// <summary>clock_nanosleep(2). EOPNOTSUPP for the clocks that nobody can sleep on, the calling thread's CPU time among them.</summary>
    [Syscall(230, "clock_nanosleep")]
    public static Result SleepOnClock(Thread thread, int clock, int flags, ulong request, ulong remaining)
    {
        Errno error = ClockId.Read(thread, clock, out _);
        if (error != Errno.None)
            return error;
        if (clock is ClockId.ThreadCpu or ClockId.MonotonicRaw or ClockId.RealtimeCoarse or ClockId.MonotonicCoarse)
            return Errno.EOPNOTSUPP;
        bool absolute = (flags & AbsoluteTime) != 0;
        return ClockId.IsCpu(clock)
            ? SleepOnCpu(thread, clock, absolute, request, remaining)
            : SleepOn(thread, clock, absolute, request, remaining);
    }

    /// <summary>Other clocks than those of CPU time are read without the lock: nothing shared is looked at.</summary>
    private static Errno Read(Thread thread, int clock, out long nanoseconds)
    {
        if (clock >= 0)
            return ClockId.Read(thread, clock, out nanoseconds);
        BigLock.Enter();
        Errno error = ClockId.Read(thread, clock, out nanoseconds);
        BigLock.Exit();
        return error;
    }

    /// <summary>A sleep until a process or another thread has worked so long. EINVAL for the calling thread, which does not while it sleeps.</summary>
    private static Result SleepOnCpu(Thread thread, int clock, bool absolute, ulong request, ulong remaining)
    {
        if (!ClockId.TryFindCpu(thread, clock, out CpuClock cpu) || cpu.IsOf(thread))
            return Errno.EINVAL;
        if (thread.RestartDeadline == Thread.NoRestart)
        {
            if (Guest.Read(request, out Timespec time) != Errno.None)
                return Errno.EFAULT;
            if (!time.TryToNanoseconds(out long nanoseconds))
                return Errno.EINVAL;
            thread.RestartDeadline = absolute ? nanoseconds : Clock.Sum(cpu.Read(), nanoseconds);
        }

        long target = thread.RestartDeadline;
        long now;
        thread.PrepareToSleep();
        while ((now = cpu.Read()) >= 0 && now < target)
        {
            if (thread.Sleep(cpu.NextLook(target - now)) != WakeReason.Interrupted)
                continue;
            if (absolute)
                return Errno.ERESTARTNOHAND;
            return remaining != 0 && Guest.Write(remaining, Timespec.From(target - now)) != Errno.None ? Errno.EFAULT : Errno.ERESTART_RESTARTBLOCK;
        }

        thread.RestartDeadline = Thread.NoRestart;
        return Result.Success;
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
