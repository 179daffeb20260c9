namespace System;

/// <summary>A unsigned integer of 8 bits.</summary>
public readonly struct Byte : IEquatable<byte>, IComparable<byte>
{
#pragma warning disable CS0169, CS0649 // The struct is its value; machine code writes it.
    private readonly byte _value;
#pragma warning restore CS0169, CS0649

    /// <summary>The lowest value.</summary>
    public const byte MinValue = 0;

    /// <summary>The highest value.</summary>
    public const byte MaxValue = 255;

    /// <inheritdoc/>
    public bool Equals(byte other) => _value == other;

    /// <inheritdoc/>
    public override bool Equals(object? other) => other is byte value && value == _value;

    /// <inheritdoc/>
    public int CompareTo(byte other) => _value - other;

    /// <inheritdoc/>
    public override int GetHashCode() => _value;

    /// <summary>The value in decimal.</summary>
    public override string ToString() => Number.Format(_value, false);

    /// <summary>The smaller one.</summary>
    public static byte Min(byte x, byte y) => Math.Min(x, y);

    /// <summary>The larger one.</summary>
    public static byte Max(byte x, byte y) => Math.Max(x, y);

    /// <summary>The nearest value in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public static byte Clamp(byte value, byte min, byte max) => Math.Clamp(value, min, max);
}
