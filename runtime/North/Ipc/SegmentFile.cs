namespace LiteBox.North;

/// <summary>What the areas of one shmat(2) map.</summary>
internal sealed class SegmentFile(SharedSegment segment, TreeFile pages, OpenFlags flags) : RegularFile(pages, flags)
{
    /// <summary>The segment.</summary>
    public SharedSegment Segment => segment;

    /// <inheritdoc/>
    public override ulong Inode => (ulong)segment.Id;

    /// <inheritdoc/>
    public override void CountView(AreaFlags flags, int change)
    {
        base.CountView(flags, change);
        segment.CountAttached(change);
    }
}
