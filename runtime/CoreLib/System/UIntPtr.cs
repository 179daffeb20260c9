namespace System;

/// <summary>A unsigned integer as wide as an address.</summary>
public readonly struct UIntPtr : IEquatable<nuint>, IComparable<nuint>
{
#pragma warning disable CS0169, CS0649 // The struct is its value; machine code writes it.
    private readonly nuint _value;
#pragma warning restore CS0169, CS0649

    /// <summary>Zero.</summary>
    public static readonly nuint Zero;

    /// <summary>Bytes of the type.</summary>
    public static int Size => 8;

    /// <summary>The lowest value.</summary>
    public static nuint MinValue => unchecked((nuint)ulong.MinValue);

    /// <summary>The highest value.</summary>
    public static nuint MaxValue => unchecked((nuint)ulong.MaxValue);

    /// <inheritdoc/>
    public bool Equals(nuint other) => _value == other;

    /// <inheritdoc/>
    public override bool Equals(object? other) => other is nuint value && value == _value;

    /// <inheritdoc/>
    public int CompareTo(nuint other) => _value < other ? -1 : _value > other ? 1 : 0;

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)_value ^ (int)(_value >> 32));

    /// <summary>The value in decimal.</summary>
    public override string ToString() => ((ulong)_value).ToString();

    /// <summary>The smaller one.</summary>
    public static nuint Min(nuint x, nuint y) => Math.Min(x, y);

    /// <summary>The larger one.</summary>
    public static nuint Max(nuint x, nuint y) => Math.Max(x, y);

    /// <summary>The nearest value in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public static nuint Clamp(nuint value, nuint min, nuint max) => Math.Clamp(value, min, max);
}
