namespace System;

/// <summary>A signed integer of 16 bits.</summary>
public readonly struct Int16 : IEquatable<short>, IComparable<short>
{
#pragma warning disable CS0169, CS0649 // The struct is its value; machine code writes it.
    private readonly short _value;
#pragma warning restore CS0169, CS0649

    /// <summary>The lowest value.</summary>
    public const short MinValue = -32768;

    /// <summary>The highest value.</summary>
    public const short MaxValue = 32767;

    /// <inheritdoc/>
    public bool Equals(short other) => _value == other;

    /// <inheritdoc/>
    public override bool Equals(object? other) => other is short value && value == _value;

    /// <inheritdoc/>
    public int CompareTo(short other) => _value - other;

    /// <inheritdoc/>
    public override int GetHashCode() => _value;

    /// <summary>The value in decimal.</summary>
    public override string ToString() => Number.Format((ulong)(_value < 0 ? -(long)_value : _value), _value < 0);

    /// <summary>The smaller one.</summary>
    public static short Min(short x, short y) => Math.Min(x, y);

    /// <summary>The larger one.</summary>
    public static short Max(short x, short y) => Math.Max(x, y);

    /// <summary>The nearest value in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public static short Clamp(short value, short min, short max) => Math.Clamp(value, min, max);
}
