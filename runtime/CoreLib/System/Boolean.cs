namespace System;

/// <summary>True or false.</summary>
public readonly struct Boolean : IEquatable<bool>, IComparable<bool>
{
#pragma warning disable CS0169, CS0649 // The struct is its value; machine code writes it.
    private readonly bool _value;
#pragma warning restore CS0169, CS0649

    /// <inheritdoc/>
    public bool Equals(bool other) => _value == other;

    /// <inheritdoc/>
    public override bool Equals(object? other) => other is bool value && value == _value;

    /// <inheritdoc/>
    public int CompareTo(bool other) => _value == other ? 0 : _value ? 1 : -1;

    /// <inheritdoc/>
    public override int GetHashCode() => _value ? 1 : 0;

    /// <summary><c>True</c> or <c>False</c>.</summary>
    public override string ToString() => _value ? "True" : "False";
}
