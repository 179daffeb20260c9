namespace LiteBox.North;

public sealed partial class Memory
{
    /// <summary>PROT_SEM, PROT_GROWSDOWN and PROT_GROWSUP of mprotect(2).</summary>
    private const int ProtSem = 8;
    private const int ProtGrowsDown = 0x0100_0000;
    private const int ProtGrowsUp = 0x0200_0000;

    /// <summary>mprotect(2). EINVAL, ENOMEM for a hole, EACCES.</summary>
    public Errno Protect(ulong start, ulong length, int rawProtection)
    {
        bool growsDown = (rawProtection & ProtGrowsDown) != 0;
        if (growsDown && (rawProtection & ProtGrowsUp) != 0)
            return Errno.EINVAL;
        rawProtection &= ~(ProtGrowsDown | ProtGrowsUp);
        if (!Guest.IsPageAligned(start))
            return Errno.EINVAL;
        if (length == 0)
            return Errno.None;
        ulong size = Guest.PageUp(length);
        if (size == 0 || unchecked(start + size) < start)
            return Errno.ENOMEM;
        if ((rawProtection & ~((int)(PageProtection.Read | PageProtection.Write | PageProtection.Execute) | ProtSem)) != 0)
            return Errno.EINVAL;
        PageProtection protection = (PageProtection)(rawProtection & 7);
        ulong end = start + size;
        if (growsDown)
        {
            if (AreaOf(start) is not { } stack)
                return Errno.ENOMEM;
            if (!stack.Is(AreaFlags.GrowsDown))
                return Errno.EINVAL;
            start = stack.Start;
        }

        if (_areas.FirstAfter(start) is not { } first || first.Start > start)
            return Errno.ENOMEM;
        if (_areas.Count + 2 > MaxAreas && (first.Start < start || first.End > end))
            return Errno.ENOMEM;
        Isolate(start, end);
        Errno error = ProtectIsolated(start, end, protection);
        Join(start, end);
        return error;
    }

    private Errno ProtectIsolated(ulong start, ulong end, PageProtection protection)
    {
        ulong at = start;
        while (at < end)
        {
            if (AreaOf(at) is not { } area)
                return Errno.ENOMEM;
            if ((protection & PageProtection.Write) != 0 && area.Is(AreaFlags.NeverWritable))
                return Errno.EACCES;
            bool becomesData = (protection & PageProtection.Write) != 0 && (area.Flags & (AreaFlags.Shared | AreaFlags.Stack)) == 0 && !area.IsData;
            if (becomesData && DataBytes + area.Length > _process.Limits[Limits.Data])
                return Errno.ENOMEM;
            Errno error = ProtectArea(area, protection);
            if (error != Errno.None)
                return error;
            at = area.End;
        }

        return Errno.None;
    }

    private Errno ProtectArea(Area area, PageProtection protection)
    {
        if (area.Protection == protection)
            return Errno.None;
        AreaFlags flags = area.Flags;
        if (area.Is(AreaFlags.OnHost))
        {
            if (OnHost(protection) != OnHost(area.Protection) && Host.Protect(area.Start, area.Length, OnHost(protection)) != Errno.None)
                return Errno.ENOMEM;
        }
        else if (area.Backing == AreaBacking.Anonymous && protection != PageProtection.None)
        {
            if (Host.Map(area.Start, area.Length, OnHost(protection)) != Errno.None)
                return Errno.ENOMEM;
            flags |= AreaFlags.OnHost;
        }

        else if (Capability.SharedMemory && area.Backing == AreaBacking.Shared && protection != PageProtection.None)
        {
            Errno error = area.Source!.MapShared(area.Start, area.Length, OnHost(protection), area.Offset);
            if (error != Errno.None)
                return Errno.ENOMEM;
            flags |= AreaFlags.OnHost;
        }

        Change(area, protection, flags);
        return Errno.None;
    }
}
