using System;

namespace LiteBox.Shim.Linux;

/// <summary>The address space: mmap(2) and its relatives.</summary>
internal static class Mapping
{
    private const int Sync = 4;
    private const int Invalidate = 2;
    private const int Async = 1;

    /// <summary>mmap(2).</summary>
    [Syscall(9, "mmap")]
    public static Result Map(Thread thread, ulong address, ulong length, int protection, int flags, int descriptor, ulong offset)
    {
        if (!Guest.IsPageAligned(offset))
            return Errno.EINVAL;
        MapFlags mapFlags = (MapFlags)flags;
        PageProtection pageProtection = (PageProtection)(protection & 7);
        if ((mapFlags & MapFlags.Anonymous) != 0)
            return thread.Process.Memory.Map(address, length, pageProtection, mapFlags);
        if (thread.Process.Files[descriptor] is not { } file || file.IsPath)
            return Errno.EBADF;
        if (length == 0)
            return Errno.EINVAL;
        if (file.MapsZeros)
            return thread.Process.Memory.Map(address, length, pageProtection, mapFlags | MapFlags.Anonymous);
        Errno error = CheckFile(file, pageProtection, mapFlags);
        return error == Errno.None ? thread.Process.Memory.Map(address, length, pageProtection, mapFlags, file, offset) : error;
    }

    /// <summary>mprotect(2).</summary>
    [Syscall(10, "mprotect")]
    public static Result Protect(Thread thread, ulong start, ulong length, int protection) =>
        thread.Process.Memory.Protect(start, length, protection);

    /// <summary>pkey_mprotect(2) with the key -1; there are no others.</summary>
    [Syscall(329, "pkey_mprotect")]
    public static Result ProtectWithKey(Thread thread, ulong start, ulong length, int protection, int key) =>
        key == -1 ? thread.Process.Memory.Protect(start, length, protection) : Errno.EINVAL;

    /// <summary>munmap(2).</summary>
    [Syscall(11, "munmap")]
    public static Result Unmap(Thread thread, ulong start, ulong length) => thread.Process.Memory.Unmap(start, length);

    /// <summary>mremap(2).</summary>
    [Syscall(25, "mremap")]
    public static Result Remap(Thread thread, ulong old, ulong oldLength, ulong newLength, int flags, ulong newAddress) =>
        thread.Process.Memory.Remap(old, oldLength, newLength, flags, newAddress);

    /// <summary>brk(2): gives the end of the heap, moved or not.</summary>
    [Syscall(12, "brk")]
    public static Result Break(Thread thread, ulong end) => thread.Process.Memory.SetBreak(end);

    /// <summary>madvise(2).</summary>
    [Syscall(28, "madvise")]
    public static Result Advise(Thread thread, ulong start, ulong length, int advice) =>
        thread.Process.Memory.Advise(start, length, (MemoryAdvice)advice);

    /// <summary>mincore(2).</summary>
    [Syscall(27, "mincore")]
    public static Result Residency(Thread thread, ulong start, ulong length, ulong vector)
    {
        if (!Guest.IsPageAligned(start))
            return Errno.EINVAL;
        if (start >= Host.GuestEnd || length > Host.GuestEnd - start)
            return Errno.ENOMEM;
        ulong pages = Guest.PageUp(length) / Guest.PageSize;
        Span<byte> buffer = stackalloc byte[1024];
        for (ulong done = 0; done < pages;)
        {
            Span<byte> part = buffer[..(int)ulong.Min(pages - done, (ulong)buffer.Length)];
            Errno error = thread.Process.Memory.Residency(start + done * Guest.PageSize, part);
            if (error == Errno.None)
                error = Guest.WriteBytes(vector + done, part);
            if (error != Errno.None)
                return error;
            done += (ulong)part.Length;
        }

        return Result.Success;
    }

    /// <summary>msync(2). Only mappings of the host's files have anything to write back.</summary>
    [Syscall(26, "msync")]
    public static Result Synchronize(Thread thread, ulong start, ulong length, int flags)
    {
        if ((flags & ~(Sync | Invalidate | Async)) != 0 || (flags & (Sync | Async)) == (Sync | Async) || !Guest.IsPageAligned(start))
            return Errno.EINVAL;
        ulong size = Guest.PageUp(length);
        if (unchecked(start + size) < start)
            return Errno.ENOMEM;
        if ((flags & Invalidate) != 0 && thread.Process.Memory.HasLocked(start, size))
            return Errno.EBUSY;
        if (!thread.Process.Memory.IsMapped(start, size))
            return Errno.ENOMEM;
        return Capability.WritableHostDirectories && Capability.SharedMemory && (flags & Sync) != 0
            ? SynchronizeFiles(thread, start, start + size)
            : Result.Success;
    }

    private static Result SynchronizeFiles(Thread thread, ulong start, ulong end)
    {
        while (thread.Process.Memory.FirstAfter(start) is { } area && area.Start < end)
        {
            // What is mapped may change while the host writes.
            start = area.End;
            if ((area.Flags & AreaFlags.Shared) == 0 || area.Source is not OpenFile { Node.System: GrantedFileSystem granted } file)
                continue;
            Errno error = granted.Synchronize(thread, file, dataOnly: true);
            if (error != Errno.None)
                return error;
        }

        return Result.Success;
    }

    /// <summary>mlock(2).</summary>
    [Syscall(149, "mlock")]
    public static Result Lock(Thread thread, ulong start, ulong length) => thread.Process.Memory.SetLocked(start, length, locked: true);

    /// <summary>mlock2(2).</summary>
    [Syscall(325, "mlock2")]
    public static Result Lock2(Thread thread, ulong start, ulong length, int flags)
    {
        const int OnFault = 1;
        return (flags & ~OnFault) != 0 ? Errno.EINVAL : thread.Process.Memory.SetLocked(start, length, locked: true);
    }

    /// <summary>munlock(2).</summary>
    [Syscall(150, "munlock")]
    public static Result Unlock(Thread thread, ulong start, ulong length) => thread.Process.Memory.SetLocked(start, length, locked: false);

    /// <summary>mlockall(2).</summary>
    [Syscall(151, "mlockall")]
    public static Result LockAll(Thread thread, int flags)
    {
        const int Current = 1;
        const int Future = 2;
        const int OnFault = 4;
        if (flags == 0 || (flags & ~(Current | Future | OnFault)) != 0 || flags == OnFault)
            return Errno.EINVAL;
        return thread.Process.Memory.SetAllLocked((flags & Current) != 0, (flags & Future) != 0);
    }

    /// <summary>munlockall(2).</summary>
    [Syscall(152, "munlockall")]
    public static Result UnlockAll(Thread thread) => thread.Process.Memory.SetAllLocked(current: false, future: false);

    private static Errno CheckFile(OpenFile file, PageProtection protection, MapFlags flags)
    {
        if (file.Node.Type != FileType.Regular)
            return !file.CanRead ? Errno.EACCES : Errno.ENODEV;
        if (!file.CanRead)
            return Errno.EACCES;
        bool shared = (flags & MapFlags.TypeMask) != MapFlags.Private;
        if (!shared || (protection & PageProtection.Write) == 0)
            return Errno.None;
        if (!file.CanWrite)
            return Errno.EACCES;
        return file.Node is TreeFile { Seals: > 0 } && !file.MayShareWritable ? Errno.EPERM : Errno.None;
    }
}
