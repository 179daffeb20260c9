using System;

namespace LiteBox.Shim.Linux;

/// <summary>Modes, owners and times.</summary>
internal static class PathsAttributes
{
    private const long UtimeNow = (1 << 30) - 1, UtimeOmit = (1 << 30) - 2;

    /// <summary>chmod(2).</summary>
    [Syscall(90, "chmod")]
    public static Result SetMode(Thread thread, ulong path, uint mode) => SetModeAt(thread, Descriptors.CurrentDirectory, path, mode, 0);

    /// <summary>fchmod(2).</summary>
    [Syscall(91, "fchmod")]
    public static Result SetModeOfFile(Thread thread, int descriptor, uint mode)
    {
        OpenFile? file = Descriptors.Of(thread, descriptor);
        return file is null ? Errno.EBADF : Changed(FileCalls.SetMode(thread, file.Node, mode), Descriptors.PlaceOf(file));
    }

    /// <summary>fchmodat(2), which has no flags in the kernel.</summary>
    [Syscall(268, "fchmodat")]
    public static Result SetModeAt(Thread thread, int directory, ulong path, uint mode) => SetModeAt(thread, directory, path, mode, 0);

    /// <summary>fchmodat2(2).</summary>
    [Syscall(452, "fchmodat2")]
    public static Result SetModeAt(Thread thread, int directory, ulong path, uint mode, int flags)
    {
        Errno error = Find(thread, directory, path, flags, out Walked walked);
        return error != Errno.None ? error : Changed(FileCalls.SetMode(thread, walked.Found!, mode), walked);
    }

    /// <summary>chown(2).</summary>
    [Syscall(92, "chown")]
    public static Result SetOwner(Thread thread, ulong path, uint user, uint group) =>
        SetOwnerAt(thread, Descriptors.CurrentDirectory, path, user, group, 0);

    /// <summary>lchown(2).</summary>
    [Syscall(94, "lchown")]
    public static Result SetOwnerOfLink(Thread thread, ulong path, uint user, uint group) =>
        SetOwnerAt(thread, Descriptors.CurrentDirectory, path, user, group, Descriptors.NoFollow);

    /// <summary>fchown(2).</summary>
    [Syscall(93, "fchown")]
    public static Result SetOwnerOfFile(Thread thread, int descriptor, uint user, uint group)
    {
        OpenFile? file = Descriptors.Of(thread, descriptor);
        return file is null ? Errno.EBADF : Changed(FileCalls.SetOwner(thread, file.Node, user, group), Descriptors.PlaceOf(file));
    }

    /// <summary>fchownat(2).</summary>
    [Syscall(260, "fchownat")]
    public static Result SetOwnerAt(Thread thread, int directory, ulong path, uint user, uint group, int flags)
    {
        Errno error = Find(thread, directory, path, flags, out Walked walked);
        return error != Errno.None ? error : Changed(FileCalls.SetOwner(thread, walked.Found!, user, group), walked);
    }

    /// <summary>umask(2).</summary>
    [Syscall(95, "umask")]
    public static Result SetCreationMask(Thread thread, uint mask)
    {
        uint old = thread.Process.CreationMask;
        thread.Process.CreationMask = mask & 0x1FF;
        return (int)old;
    }

    /// <summary>utimensat(2). Without a path it sets those of the descriptor.</summary>
    [Syscall(280, "utimensat")]
    public static Result SetTimesAt(Thread thread, int directory, ulong path, ulong times, int flags)
    {
        long accessedAt = FileCalls.TimeNow, modifiedAt = FileCalls.TimeNow;
        if (times != 0)
        {
            Errno failed = ReadTime(times, out accessedAt);
            if (failed == Errno.None)
                failed = ReadTime(times + 16, out modifiedAt);
            if (failed != Errno.None)
                return failed;
        }

        if (path == 0 && (flags & Descriptors.EmptyPath) == 0)
        {
            if (directory == Descriptors.CurrentDirectory)
                return Errno.EFAULT;
            if (flags != 0)
                return Errno.EINVAL;
            OpenFile? file = Descriptors.Of(thread, directory);
            if (file is null)
                return Errno.EBADF;
            return SetTimes(thread, Descriptors.PlaceOf(file), accessedAt, modifiedAt);
        }

        return SetTimes(thread, directory, path, flags, accessedAt, modifiedAt);
    }

    /// <summary>utime(2): whole seconds.</summary>
    [Syscall(132, "utime")]
    public static Result SetTimesInSeconds(Thread thread, ulong path, ulong times)
    {
        long accessedAt = FileCalls.TimeNow, modifiedAt = FileCalls.TimeNow;
        if (times != 0)
        {
            Errno error = Guest.Read(times, out Timespec both);
            if (error != Errno.None)
                return error;
            accessedAt = Multiply(both.Seconds, Clock.Second);
            modifiedAt = Multiply(both.Nanoseconds, Clock.Second);
        }

        return SetTimes(thread, Descriptors.CurrentDirectory, path, 0, accessedAt, modifiedAt);
    }

    /// <summary>utimes(2): microseconds.</summary>
    [Syscall(235, "utimes")]
    public static Result SetTimesInMicroseconds(Thread thread, ulong path, ulong times) =>
        SetTimesInMicrosecondsAt(thread, Descriptors.CurrentDirectory, path, times);

    /// <summary>futimesat(2).</summary>
    [Syscall(261, "futimesat")]
    public static Result SetTimesInMicrosecondsAt(Thread thread, int directory, ulong path, ulong times)
    {
        long accessedAt = FileCalls.TimeNow, modifiedAt = FileCalls.TimeNow;
        if (times != 0)
        {
            Errno error = ReadMicroseconds(times, out accessedAt);
            if (error == Errno.None)
                error = ReadMicroseconds(times + 16, out modifiedAt);
            if (error != Errno.None)
                return error;
        }

        return SetTimes(thread, directory, path, 0, accessedAt, modifiedAt);
    }

    private static Result SetTimes(Thread thread, int directory, ulong path, int flags, long accessedAt, long modifiedAt)
    {
        Errno error = Find(thread, directory, path, flags, out Walked walked);
        return error != Errno.None ? error : SetTimes(thread, walked, accessedAt, modifiedAt);
    }

    private static Errno SetTimes(Thread thread, in Walked walked, long accessedAt, long modifiedAt)
    {
        Errno error = FileCalls.SetTimes(thread, walked.Found!, accessedAt, modifiedAt);
        // Linux tells of one time alone as of what would have set it.
        FileEvents what = modifiedAt == FileCalls.TimeOmit ? FileEvents.Access
            : accessedAt == FileCalls.TimeOmit ? FileEvents.Modify : FileEvents.Attributes;
        bool sets = accessedAt != FileCalls.TimeOmit || modifiedAt != FileCalls.TimeOmit;
        return sets ? Changed(error, walked, what) : error;
    }

    private static Errno Changed(Errno error, in Walked walked, FileEvents what = FileEvents.Attributes)
    {
        if (error == Errno.None)
            Notifier.Report(walked, what);
        return error;
    }

    private static Errno ReadTime(ulong address, out long nanoseconds)
    {
        nanoseconds = 0;
        Errno error = Guest.Read(address, out Timespec time);
        if (error != Errno.None)
            return error;
        switch (time.Nanoseconds)
        {
            case UtimeNow:
                nanoseconds = FileCalls.TimeNow;
                return Errno.None;
            case UtimeOmit:
                nanoseconds = FileCalls.TimeOmit;
                return Errno.None;
            case < 0 or >= Clock.Second:
                return Errno.EINVAL;
            default:
                nanoseconds = Multiply(time.Seconds, Clock.Second) + time.Nanoseconds;
                return Errno.None;
        }
    }

    private static Errno ReadMicroseconds(ulong address, out long nanoseconds)
    {
        nanoseconds = 0;
        Errno error = Guest.Read(address, out Timespec time);
        if (error != Errno.None)
            return error;
        if (time.Nanoseconds is < 0 or >= 1_000_000)
            return Errno.EINVAL;
        nanoseconds = Multiply(time.Seconds, Clock.Second) + time.Nanoseconds * 1000;
        return Errno.None;
    }

    /// <summary>Times are kept in nanoseconds of 64 bits: one before 1678 or after 2262 becomes the nearest that fits.</summary>
    private static long Multiply(long seconds, long unit)
    {
        const long Most = long.MaxValue / Clock.Second - 1;
        return long.Clamp(seconds, -Most, Most) * unit;
    }

    private static Errno Find(Thread thread, int directory, ulong path, int flags, out Walked walked)
    {
        walked = default;
        if ((flags & ~(Descriptors.NoFollow | Descriptors.EmptyPath)) != 0)
            return Errno.EINVAL;
        return Descriptors.Find(thread, directory, path, (flags & Descriptors.NoFollow) == 0, (flags & Descriptors.EmptyPath) != 0, out walked);
    }
}
