namespace System;

/// <summary>A signed integer as wide as an address.</summary>
public readonly struct IntPtr : IEquatable<nint>, IComparable<nint>
{
#pragma warning disable CS0169, CS0649 // The struct is its value; machine code writes it.
    private readonly nint _value;
#pragma warning restore CS0169, CS0649

    /// <summary>Zero.</summary>
    public static readonly nint Zero;

    /// <summary>Bytes of the type.</summary>
    public static int Size => 8;

    /// <summary>The lowest value.</summary>
    public static nint MinValue => unchecked((nint)long.MinValue);

    /// <summary>The highest value.</summary>
    public static nint MaxValue => unchecked((nint)long.MaxValue);

    /// <inheritdoc/>
    public bool Equals(nint other) => _value == other;

    /// <inheritdoc/>
    public override bool Equals(object? other) => other is nint value && value == _value;

    /// <inheritdoc/>
    public int CompareTo(nint other) => _value < other ? -1 : _value > other ? 1 : 0;

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)_value ^ (int)(_value >> 32));

    /// <summary>The value in decimal.</summary>
    public override string ToString() => ((long)_value).ToString();

    /// <summary>The smaller one.</summary>
    public static nint Min(nint x, nint y) => Math.Min(x, y);

    /// <summary>The larger one.</summary>
    public static nint Max(nint x, nint y) => Math.Max(x, y);

    /// <summary>The nearest value in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public static nint Clamp(nint value, nint min, nint max) => Math.Clamp(value, min, max);
}
