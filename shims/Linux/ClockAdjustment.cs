using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>
/// What steers the machine's clock: it is the host's, so it can be looked at and not be changed, as without CAP_SYS_TIME.
/// </summary>
internal static class ClockAdjustment
{
    /// <summary>adjtimex(2).</summary>
    [Syscall(159, "adjtimex")]
    [Partly("The clock can be read, not adjusted: EPERM, as without CAP_SYS_TIME")]
    public static Result Adjust(Thread thread, ulong timex)
    {
        const uint SingleShotRead = 0xA001;
        const int NotSynchronized = 5;
        if (Guest.Read(timex, out RawTimex raw) != Errno.None)
            return Errno.EFAULT;
        if (raw.Modes is not (0 or SingleShotRead))
            return Errno.EPERM;

        // ntp_adjtime of a kernel whose clock nobody disciplines: STA_UNSYNC, errors at their most, the nominal tick.
        const long LargestError = 16_000_000;
        Timespec now = Timespec.From(Clock.Realtime);
        raw = new()
        {
            LargestError = LargestError,
            EstimatedError = LargestError,
            Status = 0x40,
            Constant = 2,
            Precision = 1,
            Tolerance = 32_768_000,
            Seconds = now.Seconds,
            Microseconds = now.Nanoseconds / 1000,
            Tick = 10_000,
        };
        return Guest.Write(timex, raw) == Errno.None ? NotSynchronized : Errno.EFAULT;
    }

    /// <summary>clock_adjtime(2).</summary>
    [Syscall(305, "clock_adjtime")]
    [Partly("The clock can be read, not adjusted: EPERM, as without CAP_SYS_TIME")]
    public static Result AdjustClock(Thread thread, int clock, ulong timex)
    {
        if (Guest.Read(timex, out uint _) != Errno.None)
            return Errno.EFAULT;
        if (clock == ClockId.Realtime)
            return Adjust(thread, timex);
        return ClockId.Read(thread, clock, out _) == Errno.None ? Errno.EOPNOTSUPP : Errno.EINVAL;
    }

    /// <summary>settimeofday(2): EPERM.</summary>
    [Syscall(164, "settimeofday")]
    [Partly("EPERM, as without CAP_SYS_TIME")]
    public static Result SetTimeOfDay(Thread thread, ulong time, ulong zone)
    {
        const long MicrosecondsPerSecond = 1_000_000;
        if (time != 0)
        {
            if (Guest.Read(time, out Timespec wanted) != Errno.None)
                return Errno.EFAULT;
            if (wanted.Seconds < 0 || wanted.Nanoseconds is < 0 or > MicrosecondsPerSecond)
                return Errno.EINVAL;
        }

        return zone != 0 && Guest.Read(zone, out ulong _) != Errno.None ? Errno.EFAULT : Errno.EPERM;
    }

    /// <summary>struct timex.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 208)]
    private struct RawTimex
    {
        [FieldOffset(0)] public uint Modes;
        [FieldOffset(24)] public long LargestError;
        [FieldOffset(32)] public long EstimatedError;
        [FieldOffset(40)] public int Status;
        [FieldOffset(48)] public long Constant;
        [FieldOffset(56)] public long Precision;
        [FieldOffset(64)] public long Tolerance;
        [FieldOffset(72)] public long Seconds;
        [FieldOffset(80)] public long Microseconds;
        [FieldOffset(88)] public long Tick;
    }
}
