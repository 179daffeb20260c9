namespace LiteBox.North;

/// <content>What several mappings have in common: MAP_SHARED, and the size of a file that is mapped.</content>
public sealed partial class Memory
{
    /// <summary>What a shared mapping at an address maps, and the offset of the address in that; null when there is none.</summary>
    internal object? FindShared(ulong address, out ulong offset)
    {
        offset = 0;
        if (AreaOf(address) is not { } area || !area.Is(AreaFlags.Shared))
            return null;
        offset = area.Offset + (address - area.Start);
        return area.Source?.SharedObject;
    }

    /// <summary>
    /// Takes note that a file has changed in size or has got pages of its own: what lies past its end is SIGBUS, what it has now can be
    /// touched. Other processes see it when they touch what was not there; what was there they keep, and it reads as zeros.
    /// </summary>
    public void Follow(TreeFile file)
    {
        if (!file.HasMoved)
            return;
        file.HasMoved = false;
        ulong at = 0;
        while (_areas.FirstAfter(at) is { } area)
        {
            at = area.End;
            if (area.Source?.SharedObject == file)
                Follow(area);
        }
    }

    private bool TryFollow(Area area, ulong address)
    {
        if (area.Offset + (address - area.Start) >= Guest.PageUp(area.Source!.Length))
            return false;
        Follow(area);
        return AreaOf(address) is { Backing: not AreaBacking.PastEnd };
    }

    private void Follow(Area area)
    {
        MapSource source = area.Source!;
        ulong fileEnd = Guest.PageUp(source.Length);
        ulong present = area.Offset < fileEnd ? ulong.Min(area.Length, fileEnd - area.Offset) : 0;
        bool isStale = area.Backing == AreaBacking.Image && area.Is(AreaFlags.Shared)
            && (present != area.Length || !source.TryGetImageOffset(area.Offset, present, out _));
        ulong start = area.Backing == AreaBacking.PastEnd || isStale ? area.Start : area.Start + present;
        if (start >= area.End || (area.Backing == AreaBacking.PastEnd && present == 0))
            return;
        ulong end = area.End;
        _ = Place(start, end - start, area.Protection, area.Flags & ~AreaFlags.OnHost, source, area.Offset + (start - area.Start), area.Name);
        Join(start, end);
    }

    /// <summary>Memory without a name that processes share is a file without a name, as on Linux.</summary>
    private Errno PlaceSharedAnonymous(ulong start, ulong length, PageProtection protection, AreaFlags flags)
    {
        TreeFile pages = FileCalls.CreateInMemory(0x1FF);
        RegularFile file = new(pages, OpenFlags.ReadWrite);
        file.SetName(null, "/dev/zero (deleted)"u8);
        _ = pages.Truncate(length);

        // Whether the host can show pages twice is known when it has to. Where it cannot there is one process, and the memory is its own.
        bool isReserved = protection == PageProtection.None;
        Errno error = Place(start, length, isReserved ? PageProtection.Read : protection, flags, file, 0, null);
        file.Release();
        if (error == Errno.ENODEV)
            return Place(start, length, protection, flags, null, 0, null);
        return error == Errno.None && isReserved ? ProtectIsolated(start, start + length, protection) : error;
    }
}
