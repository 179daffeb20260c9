using System;

namespace LiteBox.North;

public sealed partial class Memory
{
    /// <summary>
    /// mmap(2). <paramref name="source"/> is null for anonymous memory; the caller has checked that the file may be read.
    /// Gives the address. A shared mapping of a file that is to be written is ENODEV where pages cannot be shared.
    /// </summary>
    public Result Map(ulong address, ulong length, PageProtection protection, MapFlags flags, MapSource? source = null, ulong offset = 0)
    {
        if (!Guest.IsPageAligned(offset) || length == 0)
            return Errno.EINVAL;
        length = Guest.PageUp(length);
        if (length == 0)
            return Errno.ENOMEM;
        if (unchecked(offset + length) < offset || (source is not null && offset + length > long.MaxValue))
            return Errno.EOVERFLOW;
        Errno error = CheckFlags(flags, protection, source, out AreaFlags areaFlags);
        if (error != Errno.None)
            return error;
        Result place = ChoosePlace(address, length, flags);
        if (place.Failed)
            return place;
        address = (ulong)place.Value;
        if (ExceedsLimits(address, length, (areaFlags & AreaFlags.Shared) == 0 && (protection & PageProtection.Write) != 0))
            return Errno.ENOMEM;
        if (LocksFuture)
            areaFlags |= AreaFlags.Locked;
        if ((areaFlags & AreaFlags.Locked) != 0 && ExceedsLocked(length))
            return Errno.EAGAIN;
        error = Capability.SharedMemory && source is null && (areaFlags & AreaFlags.Shared) != 0
            ? PlaceSharedAnonymous(address, length, protection, areaFlags)
            : Place(address, length, protection, areaFlags, source, offset, null);
        if (error != Errno.None)
            return error;
        Join(address, address + length);
        KeepTop(address + length);
        return address;
    }

    /// <summary>munmap(2). EINVAL.</summary>
    public Errno Unmap(ulong start, ulong length)
    {
        ulong size = Guest.PageUp(length);
        if (!Guest.IsPageAligned(start) || size == 0)
            return Errno.EINVAL;
        if (start >= Host.GuestEnd || size > Host.GuestEnd - start)
            return Errno.EINVAL;
        if (_areas.FirstAfter(start) is not { } first || first.Start >= start + size)
            return Errno.None;
        if (_areas.Count >= MaxAreas && first.Start < start && first.End > start + size)
            return Errno.ENOMEM;
        Clear(start, start + size, out ulong hostStart, out ulong hostEnd);
        if (hostStart < hostEnd)
            _ = Host.Unmap(hostStart, hostEnd - hostStart);
        return Errno.None;
    }

    private static Errno CheckFlags(MapFlags flags, PageProtection protection, MapSource? source, out AreaFlags areaFlags)
    {
        areaFlags = AreaFlags.None;
        MapFlags type = flags & MapFlags.TypeMask;
        if (type is not (MapFlags.Shared or MapFlags.Private or MapFlags.SharedValidate))
            return Errno.EINVAL;
        if (type == MapFlags.SharedValidate && source is null)
            return Errno.EINVAL;
        if (type == MapFlags.SharedValidate && (flags & ~MapFlags.Known) != 0)
            return Errno.EOPNOTSUPP;
        if ((flags & MapFlags.HugePages) != 0)
            return source is null ? Errno.ENOMEM : Errno.EINVAL;
        bool shared = type != MapFlags.Private;
        if ((flags & MapFlags.GrowsDown) != 0)
        {
            if (shared || source is not null)
                return Errno.EINVAL;
            areaFlags |= AreaFlags.GrowsDown;
        }

        if (shared)
        {
            areaFlags |= AreaFlags.Shared;
            if (source is not null)
            {
                bool mayWrite = Capability.SharedMemory && source.MayShareWritable;
                if ((protection & PageProtection.Write) != 0 && !mayWrite)
                    return Errno.ENODEV;
                if (!mayWrite)
                    areaFlags |= AreaFlags.NeverWritable;
            }
        }

        if ((flags & MapFlags.NoReserve) != 0)
            areaFlags |= AreaFlags.NoReserve;
        if ((flags & MapFlags.Locked) != 0)
            areaFlags |= AreaFlags.Locked;
        return Errno.None;
    }

    private Result ChoosePlace(ulong address, ulong length, MapFlags flags)
    {
        if (length > Host.GuestEnd - Host.GuestStart)
            return Errno.ENOMEM;
        if ((flags & (MapFlags.Fixed | MapFlags.FixedNoReplace)) != 0)
        {
            if (!Guest.IsPageAligned(address))
                return Errno.EINVAL;
            if (address >= Host.GuestEnd || length > Host.GuestEnd - address)
                return Errno.ENOMEM;
            if (address < Host.GuestStart)
                return Errno.EPERM;
            return (flags & MapFlags.FixedNoReplace) != 0 && !IsFree(address, length) ? Errno.EEXIST : address;
        }

        ulong low = Host.GuestStart;
        ulong high = _mapTop;
        if ((flags & MapFlags.Low) != 0)
        {
            low = 0x4000_0000;
            high = 0x8000_0000;
        }

        if (address != 0)
        {
            address = ulong.Max(Guest.PageDown(address), Host.GuestStart);
            bool low32 = (flags & MapFlags.Low) == 0 || (address < high && length <= high - address);
            if (low32 && IsGuestRange(address, length) && IsFree(address, length))
                return address;
        }

        ulong found = _areas.FindFree(low, high, length);
        if (found == 0 && (flags & MapFlags.Low) == 0)
            found = _areas.FindFree(low, Host.GuestEnd, length);
        return found == 0 ? Errno.ENOMEM : found;
    }

    private bool ExceedsLimits(ulong address, ulong length, bool data)
    {
        if (_areas.Count >= MaxAreas)
            return true;
        ulong replaced = 0;
        for (Area? area = _areas.FirstAfter(address); area is not null && area.Start < address + length; area = _areas.FirstAfter(area.End))
            replaced += ulong.Min(area.End, address + length) - ulong.Max(area.Start, address);
        if (TotalBytes - replaced + length > _process.Limits[Limits.AddressSpace])
            return true;
        return data && DataBytes + length > _process.Limits[Limits.Data];
    }

    /// <summary>
    /// Puts pages into a range in place of what is there. When the host refuses, the range is empty afterwards, as on
    /// Linux.
    /// </summary>
    private Errno Place(ulong start, ulong length, PageProtection protection, AreaFlags flags, MapSource? source, ulong offset, byte[]? name)
    {
        ulong end = start + length;

        // What is there may be the last that keeps the file open.
        source?.Retain();
        Clear(start, end, out ulong hostStart, out ulong hostEnd);
        Errno error = source is null
            ? PlaceAnonymous(start, end, protection, flags, name)
            : PlaceFile(start, end, protection, flags, source, offset);
        source?.Release();
        if (error != Errno.None)
            Clear(start, end, out _, out _);

        if (error != Errno.None)
        {
            _ = Host.Unmap(start, length);
            return error;
        }

        // The host's old pages that no new ones replaced.
        ulong first = ulong.Max(hostStart, HostPrefix(start, end));
        if (first < hostEnd)
            _ = Host.Unmap(first, hostEnd - first);
        return error;
    }

    /// <summary>Where the pages end that the host has in a range just placed: they come first, then what is only reserved.</summary>
    private ulong HostPrefix(ulong start, ulong end)
    {
        Area first = AreaOf(start)!;
        return first.Is(AreaFlags.OnHost) ? ulong.Min(first.End, end) : start;
    }

    private Errno PlaceAnonymous(ulong start, ulong end, PageProtection protection, AreaFlags flags, byte[]? name)
    {
        if (protection != PageProtection.None)
        {
            Errno error = Host.Map(start, end - start, OnHost(protection));
            if (error != Errno.None)
                return Errno.ENOMEM;
            flags |= AreaFlags.OnHost;
        }

        Insert(new Area { Start = start, End = end, Protection = protection, Flags = flags, Backing = AreaBacking.Anonymous, Name = name });
        return Errno.None;
    }

    private Errno PlaceFile(ulong start, ulong end, PageProtection protection, AreaFlags flags, MapSource source, ulong offset)
    {
        // Of a shared mapping of its file the host itself knows where it ends, from one moment to the next.
        bool isOnHost = Capability.HostDirectories && Capability.SharedMemory && source.IsOnHost && (flags & AreaFlags.Shared) != 0;
        ulong fileEnd = isOnHost ? ulong.MaxValue : Guest.PageUp(source.Length);
        ulong present = offset < fileEnd ? ulong.Min(end - start, fileEnd - offset) : 0;
        if (present != 0)
        {
            Errno error = PlaceContents(start, present, protection, ref flags, source, offset, out AreaBacking backing, out ulong imageOffset);
            if (error != Errno.None)
                return backing == AreaBacking.HostFile || error is Errno.EIO or Errno.ENODEV ? error : Errno.ENOMEM;
            Insert(new Area
            {
                Start = start,
                End = start + present,
                Protection = protection,
                Flags = flags,
                Backing = backing,
                Source = source,
                Offset = offset,
                ImageOffset = imageOffset,
            });
        }

        if (start + present < end)
        {
            Insert(new Area
            {
                Start = start + present,
                End = end,
                Protection = protection,
                Flags = flags & ~AreaFlags.OnHost,
                Backing = AreaBacking.PastEnd,
                Source = source,
                Offset = offset + present,
            });
        }

        return Errno.None;
    }

    private static Errno PlaceContents(
        ulong start, ulong length, PageProtection protection, ref AreaFlags flags, MapSource source, ulong offset,
        out AreaBacking backing, out ulong imageOffset)
    {
        bool shared = Capability.SharedMemory && (flags & AreaFlags.Shared) != 0;
        PageProtection onHost = OnHost(protection);
        flags |= AreaFlags.OnHost;

        // What cannot be written through this mapping may be a view of the image until somebody writes to the file.
        backing = AreaBacking.Image;
        if (source.TryGetImageOffset(offset, length, out imageOffset) && (!shared || (flags & AreaFlags.NeverWritable) != 0))
            return Host.MapImage(start, length, onHost, imageOffset);
        if (Capability.HostDirectories && source.IsOnHost)
        {
            backing = AreaBacking.HostFile;
            return source.MapOnHost(start, length, onHost, offset, shared);
        }

        if (shared)
        {
            backing = AreaBacking.Shared;
            if (protection == PageProtection.None)
            {
                flags &= ~AreaFlags.OnHost;
                return Errno.None;
            }

            Errno error = source.MapShared(start, length, onHost, offset);
            if (error != Errno.ENODEV || (protection & PageProtection.Write) != 0)
                return error;
            flags |= AreaFlags.NeverWritable;
        }

        backing = AreaBacking.Copy;
        return CopyFile(start, length, protection, source, offset);
    }

    private static Errno CopyFile(ulong start, ulong length, PageProtection protection, MapSource source, ulong offset)
    {
        const PageProtection Writable = PageProtection.Read | PageProtection.Write;
        Errno error = Host.Map(start, length, Writable);
        if (error == Errno.None)
            error = FillFromFile(start, length, source, offset);
        if (error == Errno.None && OnHost(protection) != Writable)
            error = Host.Protect(start, length, OnHost(protection));
        return error;
    }

    private static Errno FillFromFile(ulong start, ulong length, MapSource source, ulong offset)
    {
        Span<byte> buffer = stackalloc byte[4096];
        ulong done = 0;
        while (done < length)
        {
            Result read = source.PRead(buffer[..(int)ulong.Min(4096, length - done)], offset + done);
            if (read.Failed)
                return Errno.EIO;
            if (read.Value == 0)
                break;
            if (Host.CopyToGuest(start + done, buffer[..(int)read.Value]) != (int)read.Value)
                return Errno.ENOMEM;
            done += (ulong)read.Value;
        }

        return Errno.None;
    }

    /// <summary>Takes all areas of a range out of the tree; gives the span that the host may have pages in.</summary>
    private void Clear(ulong start, ulong end, out ulong hostStart, out ulong hostEnd)
    {
        hostStart = end;
        hostEnd = start;
        Isolate(start, end);
        while (_areas.FirstAfter(start) is { } area && area.Start < end)
        {
            if (Capability.SharedMemory && area.Is(AreaFlags.Shared) && area.Is(AreaFlags.OnHost))
            {
                // The file may give the pages back as soon as no area has them.
                _ = Host.Unmap(area.Start, area.Length);
                Remove(area);
                continue;
            }

            Remove(area);
            if (area.Is(AreaFlags.OnHost))
            {
                hostStart = ulong.Min(hostStart, area.Start);
                hostEnd = area.End;
            }
        }
    }
}
