using System;

namespace LiteBox.Shim.Linux;

/// <summary>Writing: write(2), pwrite(2), writev(2) and relatives.</summary>
internal static class FilesWrite
{
    /// <summary>write(2).</summary>
    [Syscall(1, "write")]
    public static Result Write(Thread thread, int descriptor, ulong buffer, ulong count)
    {
        OpenFile? file = thread.Process.Files[descriptor];
        if (file is null || !file.CanWrite)
            return Errno.EBADF;
        if (!Guest.CanHold(buffer, count))
            return Errno.EFAULT;
        Transfer from = new(buffer, ulong.Min(count, FileVectors.MaxCount));
        RecentStreams.Note(thread, descriptor, file);
        file.Retain();
        Result result = file.Write(thread, ref from);
        result = Notifier.Moved(file, result, FileEvents.Modify);
        file.Release();
        return result;
    }

    /// <summary>pwrite64(2).</summary>
    [Syscall(18, "pwrite64")]
    public static Result WriteAt(Thread thread, int descriptor, ulong buffer, ulong count, long offset)
    {
        if (offset < 0)
            return Errno.EINVAL;
        OpenFile? file = thread.Process.Files[descriptor];
        if (file is null || !file.CanWrite)
            return Descriptors.WhyNot(file, offset);
        if (!Guest.CanHold(buffer, count))
            return Errno.EFAULT;
        if (count > long.MaxValue - (ulong)offset)
            return Errno.EINVAL;
        Transfer from = new(buffer, ulong.Min(count, FileVectors.MaxCount));
        return Notifier.Moved(file, file.WriteAt(thread, ref from, (ulong)offset), FileEvents.Modify);
    }

    /// <summary>writev(2).</summary>
    [Syscall(20, "writev")]
    public static Result WriteVector(Thread thread, int descriptor, ulong vectors, ulong count) =>
        WriteVector(thread, descriptor, vectors, count, -1, 0);

    /// <summary>pwritev(2).</summary>
    [Syscall(296, "pwritev")]
    public static Result WriteVectorAt(Thread thread, int descriptor, ulong vectors, ulong count, long offset) =>
        offset < 0 ? Errno.EINVAL : WriteVector(thread, descriptor, vectors, count, offset, 0);

    /// <summary>pwritev2(2); an offset of -1 is that of the file.</summary>
    [Syscall(328, "pwritev2")]
    public static Result WriteVectorAt(Thread thread, int descriptor, ulong vectors, ulong count, long offset, ulong high, int flags) =>
        offset < -1 ? Errno.EINVAL : WriteVector(thread, descriptor, vectors, count, offset, flags);

    private static Result WriteVector(Thread thread, int descriptor, ulong vectors, ulong count, long offset, int flags)
    {
        const int HighPriority = 1, DataSync = 2, Sync = 4, NoWait = 8, Append = 0x10;
        OpenFile? file = thread.Process.Files[descriptor];
        if (file is null || !file.CanWrite)
            return Descriptors.WhyNot(file, offset);
        if ((flags & ~(HighPriority | DataSync | Sync | NoWait | Append)) != 0)
            return Errno.EOPNOTSUPP;
        Errno error = FileVectors.Read(vectors, count, stackalloc GuestVector[FileVectors.FewCount], out ReadOnlySpan<GuestVector> ranges);
        if (error != Errno.None)
            return error;
        Transfer from = new(ranges);
        from.Limit(FileVectors.MaxCount);
        if (offset > 0 && from.Remaining > (ulong)(long.MaxValue - offset))
            return Errno.EINVAL;
        if ((flags & NoWait) != 0 && (file.Poll(thread) & PollEvents.Out) == 0)
            return Errno.EAGAIN;
        file.Retain();
        Result result;
        if ((flags & Append) != 0 && file.Node.IsRegular)
        {
            file.Node.Refresh();
            ulong end = file.Node.Size;
            result = file.WriteAt(thread, ref from, end);
            if (offset < 0 && result.Value > 0)
                file.Offset = end + (ulong)result.Value;
        }
        else
        {
            result = offset < 0 ? file.Write(thread, ref from) : file.WriteAt(thread, ref from, (ulong)offset);
        }

        result = Notifier.Moved(file, result, FileEvents.Modify);
        file.Release();
        return result;
    }
}
