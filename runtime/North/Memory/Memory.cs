using System;

namespace LiteBox.North;

/// <summary>
/// The address space of a process. The tree of areas is the truth; the host has pages only where an area says so, and is
/// asked only when that changes.
/// </summary>
public sealed partial class Memory
{
    /// <summary>Most areas that a process may have (vm.max_map_count).</summary>
    public const int MaxAreas = 65_530;

    /// <summary>Bytes that stay free below an area that grows down.</summary>
    private const ulong GuardGap = 256 * Guest.PageSize;

    private readonly Process _process;
    private readonly AreaTree _areas = new();
    private ulong _mapTop;
    private bool _hasTopPage;

    internal Memory(Process process)
    {
        _process = process;
        _mapTop = Host.GuestEnd;
    }

    /// <summary>Bytes of all areas.</summary>
    public ulong TotalBytes { get; private set; }

    /// <summary>Bytes that RLIMIT_DATA counts.</summary>
    public ulong DataBytes { get; private set; }

    /// <summary>Bytes of executable areas.</summary>
    public ulong CodeBytes { get; private set; }

    /// <summary>Bytes of the main thread's stack.</summary>
    public ulong StackBytes { get; private set; }

    /// <summary>Bytes locked by mlock(2).</summary>
    public ulong LockedBytes { get; private set; }

    /// <summary>Highest value that <see cref="TotalBytes"/> has had.</summary>
    public ulong PeakBytes { get; private set; }

    /// <summary>Number of areas.</summary>
    public int AreaCount => _areas.Count;

    /// <summary>True after mlockall(MCL_FUTURE).</summary>
    public bool LocksFuture { get; private set; }

    /// <summary>The first area that ends after an address; null: none. With the end of the one before it walks them all.</summary>
    public Area? FirstAfter(ulong address) => _areas.FirstAfter(address);

    /// <summary>The area of an address; null: none.</summary>
    public Area? AreaOf(ulong address) => _areas.FirstAfter(address) is { } area && area.Start <= address ? area : null;

    /// <summary>
    /// Removes everything and chooses new places for what comes: execve's point of no return.
    /// </summary>
    internal void Replace()
    {
        while (_areas.FirstAfter(0) is { } area)
            _ = Unmap(area.Start, area.Length);
        if (Capability.Processes && IsForeign)
        {
            IsForeign = false;
            _ = Host.Unmap(Host.GuestStart, Host.GuestEnd - Host.GuestStart);
        }

        LeaveTop();
        LocksFuture = false;
        PeakBytes = 0;
        _breakStart = 0;
        _break = 0;
        ChooseLayout();
    }

    /// <summary>True when [start, start + length) lies in the guest's range.</summary>
    internal static bool IsGuestRange(ulong start, ulong length) =>
        start >= Host.GuestStart && start < Host.GuestEnd && length <= Host.GuestEnd - start;

    private static ulong RandomPages(int bits)
    {
        ulong random = 0;
        Host.FillRandom(System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<ulong>(ref random)));
        return (random & ((1UL << bits) - 1)) * Guest.PageSize;
    }

    private bool IsFree(ulong start, ulong length) => _areas.FirstAfter(start) is not { } next || next.Start >= start + length;

    /// <summary>Makes areas begin and end at the borders of the range, so that each lies inside or outside of it.</summary>
    private void Isolate(ulong start, ulong end)
    {
        SplitAt(start);
        SplitAt(end);
    }

    private void SplitAt(ulong address)
    {
        if (AreaOf(address) is not { } area || area.Start == address)
            return;
        Area tail = area.Tail(address);
        area.End = address;
        _areas.Update(area);
        _areas.Insert(tail);
        Hold(tail);
    }

    private void Insert(Area area)
    {
        _areas.Insert(area);
        Hold(area);
        Count(area, area.Length);
        PeakBytes = ulong.Max(PeakBytes, TotalBytes);
    }

    private void Remove(Area area)
    {
        _areas.Remove(area);
        Count(area, unchecked(0 - area.Length));
        LetGo(area);
    }

    /// <summary>A mapping keeps its open file, so that it can be read again and its locks stay.</summary>
    private static void Hold(Area area)
    {
        if (area.Source is not { } source)
            return;
        source.Retain();
        if (Capability.SharedMemory)
            source.CountView(area.Flags, 1);
    }

    private static void LetGo(Area area)
    {
        if (area.Source is not { } source)
            return;
        if (Capability.SharedMemory)
            source.CountView(area.Flags, -1);
        source.Release();
    }

    /// <summary>Changes what the sums count of an area; the caller takes it out of the sums before and puts it back after.</summary>
    private void Count(Area area, ulong length)
    {
        unchecked
        {
            TotalBytes += length;
            if (area.IsData)
                DataBytes += length;
            if ((area.Protection & PageProtection.Execute) != 0)
                CodeBytes += length;
            if (area.Is(AreaFlags.Stack))
                StackBytes += length;
            if (area.Is(AreaFlags.Locked))
                LockedBytes += length;
        }
    }

    private void Change(Area area, PageProtection protection, AreaFlags flags)
    {
        Count(area, unchecked(0 - area.Length));
        area.Protection = protection;
        area.Flags = flags;
        Count(area, area.Length);
    }

    /// <summary>Joins neighbours that are alike, from the one before the range to the one after it.</summary>
    private void Join(ulong start, ulong end)
    {
        Area? area = _areas.LastBefore(start) ?? _areas.FirstAfter(start);
        while (area is not null && area.Start <= end)
        {
            Area? next = _areas.FirstAfter(area.End);
            if (next is not null && area.Joins(next))
            {
                _areas.Remove(next);
                area.End = next.End;
                _areas.Update(area);
                LetGo(next);
            }
            else
            {
                area = next;
            }
        }
    }

    /// <summary>On x86 what can be written can be read.</summary>
    private static PageProtection OnHost(PageProtection protection) =>
        (protection & PageProtection.Write) != 0 ? protection | PageProtection.Read : protection;
}
