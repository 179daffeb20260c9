namespace System;

/// <summary>A signed integer of 8 bits.</summary>
public readonly struct SByte : IEquatable<sbyte>, IComparable<sbyte>
{
#pragma warning disable CS0169, CS0649 // The struct is its value; machine code writes it.
    private readonly sbyte _value;
#pragma warning restore CS0169, CS0649

    /// <summary>The lowest value.</summary>
    public const sbyte MinValue = -128;

    /// <summary>The highest value.</summary>
    public const sbyte MaxValue = 127;

    /// <inheritdoc/>
    public bool Equals(sbyte other) => _value == other;

    /// <inheritdoc/>
    public override bool Equals(object? other) => other is sbyte value && value == _value;

    /// <inheritdoc/>
    public int CompareTo(sbyte other) => _value - other;

    /// <inheritdoc/>
    public override int GetHashCode() => _value;

    /// <summary>The value in decimal.</summary>
    public override string ToString() => Number.Format((ulong)(_value < 0 ? -(long)_value : _value), _value < 0);

    /// <summary>The smaller one.</summary>
    public static sbyte Min(sbyte x, sbyte y) => Math.Min(x, y);

    /// <summary>The larger one.</summary>
    public static sbyte Max(sbyte x, sbyte y) => Math.Max(x, y);

    /// <summary>The nearest value in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public static sbyte Clamp(sbyte value, sbyte min, sbyte max) => Math.Clamp(value, min, max);
}
