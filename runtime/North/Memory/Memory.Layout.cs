namespace LiteBox.North;

public sealed partial class Memory
{
    // As many random bits as Linux has on x86-64 (vm.mmap_rnd_bits = 28), in pages.
    private const int MapRandomBits = 28;
    private const int StackRandomBits = 22;
    private const int BreakRandomBits = 13;

    private const ulong LargestStack = 64UL << 20;
    private const ulong SmallestGap = 128UL << 20;

    /// <summary>Highest address + 1 of the main thread's stack.</summary>
    public ulong StackTop { get; private set; }

    /// <summary>Where a position-independent program goes: two thirds up, far below libraries and the stack.</summary>
    internal static ulong ChooseProgramBase() => Guest.PageDown(Host.GuestEnd / 3 * 2) + RandomPages(MapRandomBits);

    /// <summary>Room below the stack for an interpreter. ENOMEM.</summary>
    internal Errno FindRoom(ulong length, ulong alignment, out ulong start)
    {
        length = Guest.PageUp(length);
        start = _areas.FindFree(Host.GuestStart, _mapTop, length + alignment - Guest.PageSize);
        start = (start + alignment - 1) & ~(alignment - 1);
        return start == 0 ? Errno.ENOMEM : Errno.None;
    }

    /// <summary>Starts an empty heap some random pages after the program.</summary>
    internal void StartBreak(ulong programEnd) => _breakStart = _break = Guest.PageUp(programEnd) + RandomPages(BreakRandomBits);

    /// <summary>Makes the main thread's stack: all that the limit allows, which the host commits as it is touched.</summary>
    internal Errno CreateStack(bool executable)
    {
        ulong size = Guest.PageUp(ulong.Min(ulong.Max(_process.Limits[Limits.Stack], 32 * Guest.PageSize), LargestStack));
        PageProtection protection = PageProtection.Read | PageProtection.Write | (executable ? PageProtection.Execute : 0);
        return Place(StackTop - size, size, protection, AreaFlags.Stack, null, 0, null);
    }

    /// <summary>
    /// What a fault of the guest means. A fault just below an area that grows down extends it and None is the answer;
    /// else SEGV_MAPERR, SEGV_ACCERR or BUS_ADRERR.
    /// </summary>
    public FaultMeaning Explain(ulong address, bool write, bool execute)
    {
        if (AreaOf(address) is not { } area)
            return TryGrow(address) ? FaultMeaning.Resolved : FaultMeaning.NotMapped;
        PageProtection needed = write ? PageProtection.Write : execute ? PageProtection.Execute : PageProtection.Read;
        bool allowed = (OnHost(area.Protection) & needed) != 0;
        if (area.Backing != AreaBacking.PastEnd || !allowed)
            return FaultMeaning.Protected;
        return Capability.SharedMemory && TryFollow(area, address) ? FaultMeaning.Resolved : FaultMeaning.PastEnd;
    }

    private void ChooseLayout()
    {
        StackTop = Host.GuestEnd - Guest.PageSize - RandomPages(StackRandomBits);
        ulong gap = ulong.Max(ulong.Min(_process.Limits[Limits.Stack], LargestStack) + GuardGap, SmallestGap);
        _mapTop = StackTop - Guest.PageUp(gap) - RandomPages(MapRandomBits);
    }

    /// <summary>
    /// Behind the first mapping at the top stays a page that nobody can touch and no area knows. A host gives page tables back
    /// with the last that they are for; a program with one mapping, made and removed over and over, would wait for them each time.
    /// </summary>
    private void KeepTop(ulong end)
    {
        if (end == _mapTop && !_hasTopPage && IsGuestRange(_mapTop, Guest.PageSize) && IsFree(_mapTop, Guest.PageSize))
            _hasTopPage = Host.Map(_mapTop, Guest.PageSize, PageProtection.None) == Errno.None;
    }

    private void LeaveTop()
    {
        if (_hasTopPage && IsFree(_mapTop, Guest.PageSize))
            _ = Host.Unmap(_mapTop, Guest.PageSize);
        _hasTopPage = false;
    }

    private bool TryGrow(ulong address)
    {
        if (_areas.FirstAfter(address) is not { } area || !area.Is(AreaFlags.GrowsDown))
            return false;
        ulong start = Guest.PageDown(address);
        ulong growth = area.Start - start;
        if (!IsGuestRange(start, growth) || area.End - start > _process.Limits[Limits.Stack])
            return false;
        if (_areas.LastBefore(start) is { } below && below.End + GuardGap > start && below.Protection != PageProtection.None)
            return false;
        if (ExceedsLimits(start, growth, area.IsData))
            return false;
        if (Place(start, growth, area.Protection, area.Flags & ~AreaFlags.OnHost, null, 0, area.Name) != Errno.None)
            return false;
        Join(start, start + growth);
        return true;
    }
}
