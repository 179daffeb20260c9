namespace System;

/// <summary>A unsigned integer of 32 bits.</summary>
public readonly struct UInt32 : IEquatable<uint>, IComparable<uint>
{
#pragma warning disable CS0169, CS0649 // The struct is its value; machine code writes it.
    private readonly uint _value;
#pragma warning restore CS0169, CS0649

    /// <summary>The lowest value.</summary>
    public const uint MinValue = 0;

    /// <summary>The highest value.</summary>
    public const uint MaxValue = 4294967295;

    /// <inheritdoc/>
    public bool Equals(uint other) => _value == other;

    /// <inheritdoc/>
    public override bool Equals(object? other) => other is uint value && value == _value;

    /// <inheritdoc/>
    public int CompareTo(uint other) => _value < other ? -1 : _value > other ? 1 : 0;

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)_value);

    /// <summary>The value in decimal.</summary>
    public override string ToString() => Number.Format(_value, false);

    /// <summary>The smaller one.</summary>
    public static uint Min(uint x, uint y) => Math.Min(x, y);

    /// <summary>The larger one.</summary>
    public static uint Max(uint x, uint y) => Math.Max(x, y);

    /// <summary>The nearest value in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public static uint Clamp(uint value, uint min, uint max) => Math.Clamp(value, min, max);

    /// <summary>Whether exactly one bit is set.</summary>
    public static bool IsPow2(uint value) => Numerics.BitOperations.IsPow2(value);

    /// <summary>Number of ones.</summary>
    public static uint PopCount(uint value) => (uint)Numerics.BitOperations.PopCount(value);

    /// <summary>Zeros behind the lowest one.</summary>
    public static uint TrailingZeroCount(uint value) => (uint)Numerics.BitOperations.TrailingZeroCount(value);

    /// <summary>Zeros before the highest one.</summary>
    public static uint LeadingZeroCount(uint value) => (uint)Numerics.BitOperations.LeadingZeroCount(value);

    /// <summary>The index of the highest one; 0 for 0.</summary>
    public static uint Log2(uint value) => (uint)Numerics.BitOperations.Log2(value);
}
