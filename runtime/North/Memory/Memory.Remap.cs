namespace LiteBox.North;

public sealed partial class Memory
{
    private const int RemapMayMove = 1;
    private const int RemapFixed = 2;
    private const int RemapDontUnmap = 4;

    /// <summary>mremap(2). Gives the new address. EINVAL, EFAULT, ENOMEM.</summary>
    public Result Remap(ulong old, ulong oldLength, ulong newLength, int flags, ulong newAddress)
    {
        if ((flags & ~(RemapMayMove | RemapFixed | RemapDontUnmap)) != 0 || !Guest.IsPageAligned(old))
            return Errno.EINVAL;
        if ((flags & (RemapFixed | RemapDontUnmap)) != 0 && (flags & RemapMayMove) == 0)
            return Errno.EINVAL;
        oldLength = Guest.PageUp(oldLength);
        newLength = Guest.PageUp(newLength);
        if ((flags & RemapDontUnmap) != 0 && oldLength != newLength)
            return Errno.EINVAL;
        if (newLength == 0 || unchecked(old + oldLength) < old)
            return Errno.EINVAL;
        Errno error = Capability.FixedRemap && (flags & RemapFixed) != 0 ? CheckPlace(old, oldLength, newLength, newAddress) : Errno.None;
        if (error != Errno.None)
            return error;
        if (AreaOf(old) is null)
            return Errno.EFAULT;
        if (Capability.FixedRemap && (flags & (RemapFixed | RemapDontUnmap)) != 0)
            return RemapTo(old, oldLength, newLength, flags, newAddress);

        if (oldLength >= newLength)
        {
            if (oldLength > newLength)
            {
                Errno shrunk = Unmap(old + newLength, oldLength - newLength);
                if (shrunk != Errno.None)
                    return shrunk;
            }

            return old;
        }

        error = CheckGrowth(old, oldLength, newLength, out Area last);
        if (error != Errno.None)
            return error;
        ulong growth = newLength - oldLength;
        if (oldLength != 0 && last.End == old + oldLength && IsGuestRange(last.End, growth) && IsFree(last.End, growth))
        {
            error = Extend(last, growth);
            if (error != Errno.None)
                return error;
            Join(old, old + newLength);
            return old;
        }

        if ((flags & RemapMayMove) == 0)
            return Errno.ENOMEM;
        if (oldLength == 0)
            return Duplicate(last, old, newLength, 0, MapFlags.Shared);
        return MoveTo(old, oldLength, newLength, 0, MapFlags.Private, keepOld: false);
    }

    /// <summary>Whether pages can go to a place that was asked for. EINVAL, EPERM.</summary>
    private static Errno CheckPlace(ulong old, ulong oldLength, ulong newLength, ulong newAddress)
    {
        if (!Guest.IsPageAligned(newAddress) || newLength > Host.GuestEnd || newAddress > Host.GuestEnd - newLength)
            return Errno.EINVAL;
        if (newAddress < old + oldLength && old < newAddress + newLength)
            return Errno.EINVAL;
        return newAddress < Host.GuestStart ? Errno.EPERM : Errno.None;
    }

    private Result RemapTo(ulong old, ulong oldLength, ulong newLength, int flags, ulong newAddress)
    {
        bool isFixed = (flags & RemapFixed) != 0;
        ulong kept = ulong.Min(oldLength, newLength);
        Errno error = CheckGrowth(old, kept, newLength, out _);
        if (error != Errno.None)
            return error;
        if (isFixed)
        {
            error = Unmap(newAddress, newLength);
            if (error != Errno.None)
                return error;
        }

        if (oldLength > newLength)
        {
            error = Unmap(old + newLength, oldLength - newLength);
            if (error != Errno.None)
                return error;
        }

        MapFlags mapFlags = isFixed ? MapFlags.Private | MapFlags.Fixed : MapFlags.Private;
        if (Capability.SharedMemory && oldLength == 0)
            return AreaOf(old) is { } area ? Duplicate(area, old, newLength, newAddress, mapFlags) : Errno.EFAULT;
        return MoveTo(old, kept, newLength, newAddress, mapFlags, (flags & RemapDontUnmap) != 0);
    }

    /// <summary>What Linux's vma_to_resize checks: one mapping, and room under the limits.</summary>
    private Errno CheckGrowth(ulong old, ulong oldLength, ulong newLength, out Area last)
    {
        last = AreaOf(old)!;
        if (last is null)
            return Errno.EFAULT;

        // An old length of zero makes a second view of a shared mapping.
        if (oldLength == 0 && !(Capability.SharedMemory && last.Is(AreaFlags.Shared) && last.Source is not null))
            return Errno.EINVAL;
        while (last.End < old + oldLength)
        {
            if (_areas.FirstAfter(last.End) is not { } next || !last.Continues(next))
                return Errno.EFAULT;
            last = next;
        }

        ulong growth = newLength - oldLength;
        if (TotalBytes + growth > _process.Limits[Limits.AddressSpace])
            return Errno.ENOMEM;
        if (last.IsData && DataBytes + growth > _process.Limits[Limits.Data])
            return Errno.ENOMEM;
        return last.Is(AreaFlags.Locked) && ExceedsLocked(growth) ? Errno.EAGAIN : Errno.None;
    }

    /// <summary>Adds pages after an area: what the same mapping would have there.</summary>
    private Errno Extend(Area area, ulong growth) => Place(
        area.End, growth, area.Protection, area.Flags & ~AreaFlags.OnHost, area.Source, area.Offset + area.Length, area.Name);

    /// <summary>Maps what a shared area has from an address on a second time.</summary>
    private Result Duplicate(Area area, ulong address, ulong length, ulong newAddress, MapFlags flags)
    {
        Result place = ChoosePlace(newAddress, length, flags);
        if (place.Failed)
            return place;
        ulong target = (ulong)place.Value;
        Errno error = Place(
            target, length, area.Protection, area.Flags & ~AreaFlags.OnHost, area.Source, area.Offset + (address - area.Start), area.Name);
        if (error != Errno.None)
            return error;
        Join(target, target + length);
        return target;
    }

    private Result MoveTo(ulong old, ulong oldLength, ulong newLength, ulong newAddress, MapFlags flags, bool keepOld)
    {
        Result place = ChoosePlace(newAddress, newLength, flags);
        if (place.Failed)
            return place;
        ulong target = (ulong)place.Value;
        Isolate(old, old + oldLength);
        if (newLength > oldLength)
        {
            Area last = AreaOf(old + oldLength - 1)!;
            Errno error = Place(
                target + oldLength, newLength - oldLength, last.Protection, last.Flags & ~AreaFlags.OnHost, last.Source, last.Offset + last.Length, last.Name);
            if (error != Errno.None)
            {
                Join(old, old + oldLength);
                return error;
            }
        }

        for (ulong at = old; at < old + oldLength;)
        {
            Area area = AreaOf(at)!;
            at = area.End;
            Errno error = MoveArea(area, area.Start - old + target, keepOld);
            if (error != Errno.None)
            {
                if (newLength > oldLength)
                    _ = Unmap(target + oldLength, newLength - oldLength);
                Join(old, old + oldLength);
                return error;
            }
        }

        Join(target, target + newLength);
        Join(old, old + oldLength);
        return target;
    }

    private Errno MoveArea(Area area, ulong target, bool keepOld)
    {
        ulong start = area.Start;
        if (area.Is(AreaFlags.OnHost) && MoveOnHost(area, target) != Errno.None)
            return Errno.ENOMEM;
        ulong length = area.Length;
        _areas.Remove(area);
        area.Start = target;
        area.End = target + length;
        _areas.Insert(area);
        if (!keepOld)
            return Errno.None;
        return Place(start, length, area.Protection, area.Flags & ~AreaFlags.OnHost, area.Source, area.Offset, area.Name);
    }

    private static Errno MoveOnHost(Area area, ulong target)
    {
        if (!Capability.SharedMemory || area.Backing != AreaBacking.Shared)
            return Host.Move(area.Start, target, area.Length);

        // The pages of a file may come from several places, which the host does not move at once.
        Errno error = area.Source!.MapShared(target, area.Length, OnHost(area.Protection), area.Offset);
        return error != Errno.None ? error : Host.Unmap(area.Start, area.Length);
    }
}
