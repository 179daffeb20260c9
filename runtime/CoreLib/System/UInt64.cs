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

    /// <summary>The smaller one.</summary>
    public static ulong Min(ulong x, ulong y) => Math.Min(x, y);

    /// <summary>The larger one.</summary>
    public static ulong Max(ulong x, ulong y) => Math.Max(x, y);

    /// <summary>The nearest value in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public static ulong Clamp(ulong value, ulong min, ulong max) => Math.Clamp(value, min, max);

    /// <summary>Whether exactly one bit is set.</summary>
    public static bool IsPow2(ulong value) => Numerics.BitOperations.IsPow2(value);

    /// <summary>Number of ones.</summary>
    public static ulong PopCount(ulong value) => (ulong)Numerics.BitOperations.PopCount(value);

    /// <summary>Zeros behind the lowest one.</summary>
    public static ulong TrailingZeroCount(ulong value) => (ulong)Numerics.BitOperations.TrailingZeroCount(value);

    /// <summary>Zeros before the highest one.</summary>
    public static ulong LeadingZeroCount(ulong value) => (ulong)Numerics.BitOperations.LeadingZeroCount(value);

    /// <summary>The index of the highest one; 0 for 0.</summary>
    public static ulong Log2(ulong value) => (ulong)Numerics.BitOperations.Log2(value);
}
