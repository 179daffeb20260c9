namespace LiteBox.North;

public sealed partial class Memory
{
    private ulong _breakStart;
    private ulong _break;

    /// <summary>Where the heap of brk(2) starts.</summary>
    public ulong BreakStart => _breakStart;

    /// <summary>Where it ends.</summary>
    public ulong Break => _break;

    /// <summary>
    /// brk(2): moves the end of the heap when that is possible, and gives where it is now, as the system call does.
    /// </summary>
    public ulong SetBreak(ulong end)
    {
        if (end < _breakStart || end >= Host.GuestEnd)
            return _break;
        ulong oldTop = Guest.PageUp(_break);
        ulong newTop = Guest.PageUp(end);
        if (newTop < oldTop)
        {
            if (Unmap(newTop, oldTop - newTop) != Errno.None)
                return _break;
        }
        else if (newTop > oldTop && !GrowBreak(oldTop, newTop - oldTop, end))
        {
            return _break;
        }

        _break = end;
        return end;
    }

    private bool GrowBreak(ulong start, ulong length, ulong end)
    {
        if (end - _breakStart > _process.Limits[Limits.Data])
            return false;
        ulong guard = _areas.FirstAfter(start) is { } next && next.Is(AreaFlags.GrowsDown) ? GuardGap : 0;
        if (!IsGuestRange(start, length + guard) || !IsFree(start, length + guard))
            return false;
        if (ExceedsLimits(start, length, data: true))
            return false;
        AreaFlags flags = AreaFlags.Heap | (LocksFuture ? AreaFlags.Locked : 0);
        if (Place(start, length, PageProtection.Read | PageProtection.Write, flags, null, 0, null) != Errno.None)
            return false;
        Join(start, start + length);
        return true;
    }
}
