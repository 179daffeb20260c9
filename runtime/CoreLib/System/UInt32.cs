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
}
