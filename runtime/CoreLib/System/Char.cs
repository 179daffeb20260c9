namespace System;

/// <summary>A UTF-16 code unit.</summary>
public readonly struct Char : IEquatable<char>, IComparable<char>
{
#pragma warning disable CS0169, CS0649 // The struct is its value; machine code writes it.
    private readonly char _value;
#pragma warning restore CS0169, CS0649

    /// <summary>The lowest value.</summary>
    public const char MinValue = '\0';

    /// <summary>The highest value.</summary>
    public const char MaxValue = '\uFFFF';

    /// <inheritdoc/>
    public bool Equals(char other) => _value == other;

    /// <inheritdoc/>
    public override bool Equals(object? other) => other is char value && value == _value;

    /// <inheritdoc/>
    public int CompareTo(char other) => _value - other;

    /// <inheritdoc/>
    public override int GetHashCode() => _value | (_value << 16);

    /// <summary>A string of this one unit.</summary>
    public override string ToString() => new(_value, 1);
}
