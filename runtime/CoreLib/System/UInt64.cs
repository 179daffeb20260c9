namespace System;

/// <summary>A unsigned integer of 64 bits.</summary>
public readonly struct UInt64 : IEquatable<ulong>, IComparable<ulong>
{
#pragma warning disable CS0169, CS0649 // The struct is its value; machine code writes it.
    private readonly ulong _value;
#pragma warning restore CS0169, CS0649

    /// <summary>The lowest value.</summary>
    public const ulong MinValue = 0;

    /// <summary>The highest value.</summary>
    public const ulong MaxValue = 18446744073709551615;

    /// <inheritdoc/>
    public bool Equals(ulong other) => _value == other;

    /// <inheritdoc/>
    public override bool Equals(object? other) => other is ulong value && value == _value;

    /// <inheritdoc/>
    public int CompareTo(ulong other) => _value < other ? -1 : _value > other ? 1 : 0;

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)_value ^ (int)(_value >> 32));

    /// <summary>The value in decimal.</summary>
    public override string ToString() => Number.Format(_value, false);
}
