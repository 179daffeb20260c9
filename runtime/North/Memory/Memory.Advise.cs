using System;

namespace LiteBox.North;

public sealed partial class Memory
{
    /// <summary>madvise(2). EINVAL, ENOMEM for a hole (the rest of the range is served all the same).</summary>
    public Errno Advise(ulong start, ulong length, MemoryAdvice advice)
    {
        if (!IsKnown(advice) || !Guest.IsPageAligned(start))
            return Errno.EINVAL;
        ulong size = Guest.PageUp(length);
        if ((size == 0 && length != 0) || unchecked(start + size) < start)
            return Errno.EINVAL;
        if (size == 0)
            return Errno.None;
        ulong end = start + size;
        bool changesAreas = advice is MemoryAdvice.DontFork or MemoryAdvice.DoFork or MemoryAdvice.DontDump or MemoryAdvice.DoDump
            or MemoryAdvice.WipeOnFork or MemoryAdvice.KeepOnFork;
        if (changesAreas)
        {
            if (_areas.Count + 2 > MaxAreas)
                return Errno.ENOMEM;
            Isolate(start, end);
        }

        Errno result = Errno.None;
        ulong at = start;
        for (Area? area = _areas.FirstAfter(start); area is not null && area.Start < end; area = _areas.FirstAfter(at))
        {
            if (area.Start > at)
                result = Errno.ENOMEM;
            Errno error = AdviseArea(area, ulong.Max(area.Start, start), ulong.Min(area.End, end), advice);
            if (error != Errno.None)
            {
                result = error;
                break;
            }

            at = area.End;
        }

        if (result == Errno.None && at < end)
            result = Errno.ENOMEM;
        if (changesAreas)
            Join(start, end);
        return result;
    }

    /// <summary>mincore(2): one byte a page, 1 for a page that is there. ENOMEM for a hole. The range is in the guest's.</summary>
    public Errno Residency(ulong start, Span<byte> pages)
    {
        for (int i = 0; i < pages.Length; i++)
        {
            if (AreaOf(start + (ulong)i * Guest.PageSize) is not { } area)
                return Errno.ENOMEM;
            pages[i] = area.Is(AreaFlags.OnHost) ? (byte)1 : (byte)0;
        }

        return Errno.None;
    }

    /// <summary>True when no part of the range is a hole.</summary>
    public bool IsMapped(ulong start, ulong length)
    {
        ulong end = start + length;
        while (start < end)
        {
            if (AreaOf(start) is not { } area)
                return false;
            start = area.End;
        }

        return true;
    }

    /// <summary>True when part of the range is locked.</summary>
    public bool HasLocked(ulong start, ulong length)
    {
        for (Area? area = _areas.FirstAfter(start); area is not null && area.Start < start + length; area = _areas.FirstAfter(area.End))
        {
            if (area.Is(AreaFlags.Locked))
                return true;
        }

        return false;
    }

    /// <summary>
    /// mlock(2) and munlock(2). The pages are the host's to swap; the lock is kept in the books only. ENOMEM for a hole
    /// or past RLIMIT_MEMLOCK.
    /// </summary>
    public Errno SetLocked(ulong start, ulong length, bool locked)
    {
        ulong first = Guest.PageDown(start);
        ulong size = Guest.PageUp(length + (start - first));
        if (size == 0)
            return length == 0 ? Errno.None : Errno.EINVAL;
        if (unchecked(first + size) < first)
            return Errno.EINVAL;
        if (locked && ExceedsLocked(size))
            return Errno.ENOMEM;
        if (_areas.Count + 2 > MaxAreas)
            return Errno.ENOMEM;
        if (_areas.FirstAfter(first) is not { } area || area.Start > first)
            return Errno.ENOMEM;
        Isolate(first, first + size);
        bool mapped = IsMapped(first, size);
        MarkLocked(first, first + size, locked);
        Join(first, first + size);
        return mapped ? Errno.None : Errno.ENOMEM;
    }

    /// <summary>mlockall(2) and munlockall(2). ENOMEM past RLIMIT_MEMLOCK.</summary>
    public Errno SetAllLocked(bool current, bool future)
    {
        if (current && ExceedsLocked(TotalBytes - LockedBytes))
            return Errno.ENOMEM;
        LocksFuture = future;
        MarkLocked(0, Host.GuestEnd, current);
        Join(0, Host.GuestEnd);
        return Errno.None;
    }

    /// <summary>prctl(PR_SET_VMA_ANON_NAME). ENOMEM for a hole; areas of files keep their names, which is EBADF.</summary>
    public Errno SetName(ulong start, ulong length, byte[]? name)
    {
        ulong size = Guest.PageUp(length);
        if (!Guest.IsPageAligned(start) || unchecked(start + size) < start || (size == 0 && length != 0))
            return Errno.EINVAL;
        if (size == 0)
            return Errno.None;
        if (_areas.Count + 2 > MaxAreas || !IsMapped(start, size))
            return Errno.ENOMEM;
        Isolate(start, start + size);
        Errno result = Errno.None;
        for (Area? area = _areas.FirstAfter(start); area is not null && area.Start < start + size; area = _areas.FirstAfter(area.End))
        {
            if (area.Source is not null)
                result = Errno.EBADF;
            else
                area.Name = name;
        }

        Join(start, start + size);
        return result;
    }

    private static bool IsKnown(MemoryAdvice advice) =>
        advice is >= MemoryAdvice.Normal and <= MemoryAdvice.DontNeed or >= MemoryAdvice.Free and <= MemoryAdvice.PopulateWrite;

    private Errno AdviseArea(Area area, ulong start, ulong end, MemoryAdvice advice)
    {
        switch (advice)
        {
            case MemoryAdvice.DontNeed:
                return area.Is(AreaFlags.Locked) ? Errno.EINVAL : Drop(area, start, end);
            case MemoryAdvice.Free:
                return area.Source is not null || area.Is(AreaFlags.Shared | AreaFlags.Locked) ? Errno.EINVAL : Drop(area, start, end);
            case MemoryAdvice.Remove:
                return RemovePages(area, start, end);
            case MemoryAdvice.WipeOnFork when area.Source is not null || area.Is(AreaFlags.Shared):
                return Errno.EINVAL;
            case MemoryAdvice.PopulateRead when (area.Protection & PageProtection.Read) == 0:
            case MemoryAdvice.PopulateWrite when (area.Protection & PageProtection.Write) == 0:
                return Errno.EFAULT;
            case MemoryAdvice.DontFork:
                area.Flags |= AreaFlags.DontFork;
                break;
            case MemoryAdvice.DoFork:
                area.Flags &= ~AreaFlags.DontFork;
                break;
            case MemoryAdvice.DontDump:
                area.Flags |= AreaFlags.DontDump;
                break;
            case MemoryAdvice.DoDump:
                area.Flags &= ~AreaFlags.DontDump;
                break;
            case MemoryAdvice.WipeOnFork:
                area.Flags |= AreaFlags.WipeOnFork;
                break;
            case MemoryAdvice.KeepOnFork:
                area.Flags &= ~AreaFlags.WipeOnFork;
                break;
            default:
                break;
        }

        return Errno.None;
    }

    /// <summary>MADV_REMOVE: a hole in the file that is mapped.</summary>
    private Errno RemovePages(Area area, ulong start, ulong end)
    {
        if (area.Is(AreaFlags.Locked) || area.Source is null)
            return Errno.EINVAL;
        if (!area.Is(AreaFlags.Shared) || area.Is(AreaFlags.NeverWritable))
            return Errno.EACCES;
        return area.Source.Punch(area.Offset + (start - area.Start), end - start);
    }

    /// <summary>The next access sees zeros, or the file again. What is shared stays: others have it too.</summary>
    private static Errno Drop(Area area, ulong start, ulong end)
    {
        if (!area.Is(AreaFlags.OnHost) || area.Is(AreaFlags.Shared))
            return Errno.None;
        Errno error = Host.Discard(start, end - start);
        if (error != Errno.None || area.Backing != AreaBacking.Copy)
            return error;
        const PageProtection Writable = PageProtection.Read | PageProtection.Write;
        bool writable = OnHost(area.Protection) == Writable;
        if (!writable)
            error = Host.Protect(start, end - start, Writable);
        if (error == Errno.None)
            error = FillFromFile(start, end - start, area.Source!, area.Offset + (start - area.Start));
        if (!writable && error == Errno.None)
            error = Host.Protect(start, end - start, OnHost(area.Protection));
        return error;
    }

    private void MarkLocked(ulong start, ulong end, bool locked)
    {
        for (Area? area = _areas.FirstAfter(start); area is not null && area.Start < end; area = _areas.FirstAfter(area.End))
            Change(area, area.Protection, locked ? area.Flags | AreaFlags.Locked : area.Flags & ~AreaFlags.Locked);
    }

    private bool ExceedsLocked(ulong more) =>
        !_process.Credentials.IsPrivileged && LockedBytes + more > _process.Limits[Limits.LockedMemory];
}
