namespace System;

/// <summary>A range of indexes.</summary>
public readonly struct Range : IEquatable<Range>
{
    /// <summary>Makes a range.</summary>
    public Range(Index start, Index end)
    {
        Start = start;
        End = end;
    }

    /// <summary>The first index.</summary>
    public Index Start { get; }

    /// <summary>Behind the last index.</summary>
    public Index End { get; }

    /// <summary>Everything.</summary>
    public static Range All => new(Index.Start, Index.End);

    /// <summary>From an index on.</summary>
    public static Range StartAt(Index start) => new(start, Index.End);

    /// <summary>Up to an index.</summary>
    public static Range EndAt(Index end) => new(Index.Start, end);

    /// <summary>The part of a collection of this length.</summary>
    public (int Offset, int Length) GetOffsetAndLength(int length)
    {
        int start = Start.GetOffset(length);
        int end = End.GetOffset(length);
        if ((uint)end > (uint)length || (uint)start > (uint)end)
            Panic.FailOutOfRange();
        return (start, end - start);
    }

    /// <inheritdoc/>
    public bool Equals(Range other) => Start.Equals(other.Start) && End.Equals(other.End);

    /// <inheritdoc/>
    public override bool Equals(object? other) => other is Range range && Equals(range);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Start.GetHashCode(), End.GetHashCode());
}
