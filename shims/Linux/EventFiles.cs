namespace LiteBox.Shim.Linux;

/// <summary>timerfd_create(2) and signalfd(2): timers and signals as descriptors.</summary>
internal static class EventFiles
{
    private const int AbsoluteTime = 1, CancelOnSet = 2;

    /// <summary>struct itimerspec.</summary>
    private struct Setting
    {
        public Timespec Interval;
        public Timespec Value;
    }

    /// <summary>timerfd_create(2).</summary>
    [Syscall(283, "timerfd_create")]
    public static Result CreateTimer(Thread thread, int clock, int flags)
    {
        OpenFlags given = (OpenFlags)flags;
        bool known = clock is ClockId.Realtime or ClockId.Monotonic or ClockId.BootTime or ClockId.RealtimeAlarm or ClockId.BootTimeAlarm;
        if (!known || (given & ~(OpenFlags.CloseOnExec | OpenFlags.NonBlocking)) != 0)
            return Errno.EINVAL;
        if (clock is ClockId.RealtimeAlarm or ClockId.BootTimeAlarm && !thread.Process.Credentials.IsPrivileged)
            return Errno.EPERM;
        return thread.Process.AddFile(new TimerFile(clock, given & OpenFlags.NonBlocking), (given & OpenFlags.CloseOnExec) != 0);
    }

    /// <summary>timerfd_settime(2). The clock is never set, so TFD_TIMER_CANCEL_ON_SET never cancels.</summary>
    [Syscall(286, "timerfd_settime")]
    public static Result SetTimer(Thread thread, int descriptor, int flags, ulong value, ulong old)
    {
        if (Guest.Read(value, out Setting wanted) != Errno.None)
            return Errno.EFAULT;
        if ((flags & ~(AbsoluteTime | CancelOnSet)) != 0 || !wanted.Interval.TryToNanoseconds(out long interval)
            || !wanted.Value.TryToNanoseconds(out long first))
        {
            return Errno.EINVAL;
        }

        Errno error = Find(thread, descriptor, out TimerFile? file);
        if (error != Errno.None)
            return error;
        Setting before = Describe(file!);
        long deadline = first == 0 ? 0
            : (flags & AbsoluteTime) == 0 ? Clock.DeadlineAfter(first)
            : ClockId.IsRealtime(file!.ClockId) ? long.Max(Clock.DeadlineAtRealtime(first), 1) : first;
        error = file!.Set(thread.Process, deadline, interval, (uint)flags);
        return error != Errno.None || old == 0 ? error : Guest.Write(old, before);
    }

    /// <summary>timerfd_gettime(2).</summary>
    [Syscall(287, "timerfd_gettime")]
    public static Result GetTimer(Thread thread, int descriptor, ulong value)
    {
        Errno error = Find(thread, descriptor, out TimerFile? file);
        return error != Errno.None ? error : Guest.Write(value, Describe(file!));
    }

    /// <summary>signalfd(2).</summary>
    [Syscall(282, "signalfd")]
    public static Result CreateSignals(Thread thread, int descriptor, ulong mask, ulong size) => CreateSignals(thread, descriptor, mask, size, 0);

    /// <summary>signalfd4(2).</summary>
    [Syscall(289, "signalfd4")]
    [Partly("what wakes a poll is the arrival of signals for the process that made the descriptor, not for a child that inherited it")]
    public static Result CreateSignals(Thread thread, int descriptor, ulong mask, ulong size, int flags)
    {
        OpenFlags given = (OpenFlags)flags;
        if (size != sizeof(ulong))
            return Errno.EINVAL;
        if (Guest.Read(mask, out ulong set) != Errno.None)
            return Errno.EFAULT;
        if ((given & ~(OpenFlags.CloseOnExec | OpenFlags.NonBlocking)) != 0)
            return Errno.EINVAL;
        set &= ~Signal.Uncatchable;
        if (descriptor == -1)
            return thread.Process.AddFile(new SignalFile(thread.Process, set, given & OpenFlags.NonBlocking), (given & OpenFlags.CloseOnExec) != 0);
        if (Descriptors.Of(thread, descriptor) is not { } file)
            return Errno.EBADF;
        if (file is not SignalFile signals)
            return Errno.EINVAL;
        signals.Change(set);
        return descriptor;
    }

    private static Errno Find(Thread thread, int descriptor, out TimerFile? file)
    {
        file = null;
        if (Descriptors.Of(thread, descriptor) is not { } found)
            return Errno.EBADF;
        file = found as TimerFile;
        return file is null ? Errno.EINVAL : Errno.None;
    }

    private static Setting Describe(TimerFile file) =>
        new() { Interval = Timespec.From(file.Interval), Value = Timespec.From(file.Remaining) };
}
