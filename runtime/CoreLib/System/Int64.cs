namespace System;

/// <summary>A signed integer of 64 bits.</summary>
public readonly struct Int64 : IEquatable<long>, IComparable<long>
{
#pragma warning disable CS0169, CS0649 // The struct is its value; machine code writes it.
    private readonly long _value;
#pragma warning restore CS0169, CS0649

    /// <summary>The lowest value.</summary>
    public const long MinValue = -9223372036854775808;

    /// <summary>The highest value.</summary>
    public const long MaxValue = 9223372036854775807;

    /// <inheritdoc/>
    public bool Equals(long other) => _value == other;

    /// <inheritdoc/>
    public override bool Equals(object? other) => other is long value && value == _value;

    /// <inheritdoc/>
    public int CompareTo(long other) => _value < other ? -1 : _value > other ? 1 : 0;

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)_value ^ (int)(_value >> 32));

    /// <summary>The value in decimal.</summary>
    public override string ToString() => Number.Format(_value < 0 ? 0 - (ulong)_value : (ulong)_value, _value < 0);

    /// <summary>The smaller one.</summary>
    public static long Min(long x, long y) => Math.Min(x, y);

    /// <summary>The larger one.</summary>
    public static long Max(long x, long y) => Math.Max(x, y);

    /// <summary>The nearest value in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public static long Clamp(long value, long min, long max) => Math.Clamp(value, min, max);

    /// <summary>Whether exactly one bit is set.</summary>
    public static bool IsPow2(long value) => Numerics.BitOperations.IsPow2(value);
}
