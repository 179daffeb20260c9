using System;

namespace LiteBox.Shim.Linux;

/// <summary>Reading: read(2), pread(2), readv(2) and relatives.</summary>
internal static class FilesRead
{
    /// <summary>read(2).</summary>
    [Syscall(0, "read")]
    public static Result Read(Thread thread, int descriptor, ulong buffer, ulong count)
    {
        OpenFile? file = thread.Process.Files[descriptor];
        if (file is null || !file.CanRead)
            return Errno.EBADF;
        if (!Guest.CanHold(buffer, count))
            return Errno.EFAULT;
        Transfer to = new(buffer, ulong.Min(count, FileVectors.MaxCount));
        RecentStreams.Note(thread, descriptor, file);
        file.Retain();
        Result result = file.Read(thread, ref to);
        result = Notifier.Moved(file, result, FileEvents.Access);
        file.Release();
        return result;
    }

    /// <summary>pread64(2).</summary>
    [Syscall(17, "pread64")]
    public static Result ReadAt(Thread thread, int descriptor, ulong buffer, ulong count, long offset)
    {
        if (offset < 0)
            return Errno.EINVAL;
        OpenFile? file = thread.Process.Files[descriptor];
        if (file is null || !file.CanRead)
            return Descriptors.WhyNot(file, offset);
        if (!Guest.CanHold(buffer, count))
            return Errno.EFAULT;
        if (count > long.MaxValue - (ulong)offset)
            return Errno.EINVAL;
        Transfer to = new(buffer, ulong.Min(count, FileVectors.MaxCount));
        return Notifier.Moved(file, file.ReadAt(thread, ref to, (ulong)offset), FileEvents.Access);
    }

    /// <summary>readv(2).</summary>
    [Syscall(19, "readv")]
    public static Result ReadVector(Thread thread, int descriptor, ulong vectors, ulong count) =>
        ReadVector(thread, descriptor, vectors, count, -1, 0);

    /// <summary>preadv(2). The second half of the offset counts only where a register has 32 bits.</summary>
    [Syscall(295, "preadv")]
    public static Result ReadVectorAt(Thread thread, int descriptor, ulong vectors, ulong count, long offset) =>
        offset < 0 ? Errno.EINVAL : ReadVector(thread, descriptor, vectors, count, offset, 0);

    /// <summary>preadv2(2); an offset of -1 is that of the file.</summary>
    [Syscall(327, "preadv2")]
    public static Result ReadVectorAt(Thread thread, int descriptor, ulong vectors, ulong count, long offset, ulong high, int flags) =>
        offset < -1 ? Errno.EINVAL : ReadVector(thread, descriptor, vectors, count, offset, flags);

    private static Result ReadVector(Thread thread, int descriptor, ulong vectors, ulong count, long offset, int flags)
    {
        const int HighPriority = 1, DataSync = 2, Sync = 4, NoWait = 8, Append = 0x10;
        OpenFile? file = thread.Process.Files[descriptor];
        if (file is null || !file.CanRead)
            return Descriptors.WhyNot(file, offset);
        if ((flags & ~(HighPriority | DataSync | Sync | NoWait | Append)) != 0)
            return Errno.EOPNOTSUPP;
        Errno error = FileVectors.Read(vectors, count, stackalloc GuestVector[FileVectors.FewCount], out ReadOnlySpan<GuestVector> ranges);
        if (error != Errno.None)
            return error;
        Transfer to = new(ranges);
        to.Limit(FileVectors.MaxCount);
        if (offset > 0 && to.Remaining > (ulong)(long.MaxValue - offset))
            return Errno.EINVAL;
        if ((flags & NoWait) != 0 && (file.Poll(thread) & PollEvents.In) == 0)
            return Errno.EAGAIN;
        file.Retain();
        Result result = offset < 0 ? file.Read(thread, ref to) : file.ReadAt(thread, ref to, (ulong)offset);
        result = Notifier.Moved(file, result, FileEvents.Access);
        file.Release();
        return result;
    }
}
