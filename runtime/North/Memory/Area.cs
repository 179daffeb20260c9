namespace LiteBox.North;

/// <summary>A range of guest pages that are alike: Linux's VMA. Also the node of the <see cref="AreaTree"/>.</summary>
public sealed class Area
{
    internal Area? Left;
    internal Area? Right;
    internal int Height = 1;

    // Of the subtree with this area as its root: lowest start, highest end, and the largest gap between two neighbours.
    internal ulong LowestStart;
    internal ulong HighestEnd;
    internal ulong LargestGap;

    /// <summary>Lowest address.</summary>
    public ulong Start { get; internal set; }

    /// <summary>Highest address + 1.</summary>
    public ulong End { get; internal set; }

    /// <summary>What the guest may do with its pages.</summary>
    public PageProtection Protection { get; internal set; }

    /// <summary>The rest of its attributes.</summary>
    public AreaFlags Flags { get; internal set; }

    /// <summary>Where its pages come from.</summary>
    public AreaBacking Backing { get; internal set; }

    /// <summary>The file that it maps.</summary>
    public MapSource? Source { get; internal set; }

    /// <summary>Offset in the file of <see cref="Start"/>.</summary>
    public ulong Offset { get; internal set; }

    /// <summary>Offset in the root image of <see cref="Start"/>, for <see cref="AreaBacking.Image"/>.</summary>
    public ulong ImageOffset { get; internal set; }

    /// <summary>Name given by prctl(PR_SET_VMA_ANON_NAME); null: none.</summary>
    public byte[]? Name { get; internal set; }

    /// <summary>Bytes.</summary>
    public ulong Length => End - Start;

    internal bool Is(AreaFlags flag) => (Flags & flag) != 0;

    /// <summary>True for memory that RLIMIT_DATA counts.</summary>
    internal bool IsData =>
        (Flags & (AreaFlags.Shared | AreaFlags.Stack)) == 0 && (Protection & PageProtection.Write) != 0;

    /// <summary>An area with the same attributes for the part from <paramref name="start"/> on.</summary>
    internal Area Tail(ulong start) => new()
    {
        Start = start,
        End = End,
        Protection = Protection,
        Flags = Flags,
        Backing = Backing,
        Source = Source,
        Offset = Offset + (start - Start),
        ImageOffset = ImageOffset + (start - Start),
        Name = Name,
    };

    /// <summary>An area with the same attributes.</summary>
    internal Area Copy() => Tail(Start);

    /// <summary>True when the two are neighbours that could be one.</summary>
    internal bool Joins(Area next) =>
        Backing == next.Backing && Flags == next.Flags
        && (Backing != AreaBacking.Image || ImageOffset + Length == next.ImageOffset) && Continues(next);

    /// <summary>True when Linux would see the two as one area: its VMA does not tell our backings apart.</summary>
    internal bool Continues(Area next) =>
        End == next.Start && Protection == next.Protection && Source == next.Source && Name == next.Name
        && ((Flags ^ next.Flags) & ~AreaFlags.OnHost) == 0
        && (Source is null || Offset + Length == next.Offset);
}
