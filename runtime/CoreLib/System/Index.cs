namespace System;

/// <summary>An index from the start or from the end.</summary>
public readonly struct Index : IEquatable<Index>
{
    private readonly int _value;

    /// <summary>Makes an index.</summary>
    public Index(int value, bool fromEnd = false)
    {
        if (value < 0)
            Panic.FailOutOfRange();
        _value = fromEnd ? ~value : value;
    }

    private Index(int value) => _value = value;

    /// <summary>The first element.</summary>
    public static Index Start => new(0);

    /// <summary>Behind the last element.</summary>
    public static Index End => new(~0);

    /// <summary>The distance.</summary>
    public int Value => _value < 0 ? ~_value : _value;

    /// <summary>Whether it counts from the end.</summary>
    public bool IsFromEnd => _value < 0;

    /// <summary>The index in a collection of this length.</summary>
    public int GetOffset(int length) => _value < 0 ? _value + length + 1 : _value;

    /// <inheritdoc/>
    public bool Equals(Index other) => _value == other._value;

    /// <inheritdoc/>
    public override bool Equals(object? other) => other is Index index && index._value == _value;

    /// <inheritdoc/>
    public override int GetHashCode() => _value;

    /// <summary>From the start.</summary>
    public static implicit operator Index(int value) => new(value, fromEnd: false);
}
