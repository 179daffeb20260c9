namespace System;

/// <summary>A unsigned integer of 16 bits.</summary>
public readonly struct UInt16 : IEquatable<ushort>, IComparable<ushort>
{
#pragma warning disable CS0169, CS0649 // The struct is its value; machine code writes it.
    private readonly ushort _value;
#pragma warning restore CS0169, CS0649

    /// <summary>The lowest value.</summary>
    public const ushort MinValue = 0;

    /// <summary>The highest value.</summary>
    public const ushort MaxValue = 65535;

    /// <inheritdoc/>
    public bool Equals(ushort other) => _value == other;

    /// <inheritdoc/>
    public override bool Equals(object? other) => other is ushort value && value == _value;

    /// <inheritdoc/>
    public int CompareTo(ushort other) => _value - other;

    /// <inheritdoc/>
    public override int GetHashCode() => _value;

    /// <summary>The value in decimal.</summary>
    public override string ToString() => Number.Format(_value, false);

    /// <summary>The smaller one.</summary>
    public static ushort Min(ushort x, ushort y) => Math.Min(x, y);

    /// <summary>The larger one.</summary>
    public static ushort Max(ushort x, ushort y) => Math.Max(x, y);

    /// <summary>The nearest value in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public static ushort Clamp(ushort value, ushort min, ushort max) => Math.Clamp(value, min, max);
}
