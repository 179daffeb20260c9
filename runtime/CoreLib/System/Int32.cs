namespace System;

/// <summary>A signed integer of 32 bits.</summary>
public readonly struct Int32 : IEquatable<int>, IComparable<int>
{
#pragma warning disable CS0169, CS0649 // The struct is its value; machine code writes it.
    private readonly int _value;
#pragma warning restore CS0169, CS0649

    /// <summary>The lowest value.</summary>
    public const int MinValue = -2147483648;

    /// <summary>The highest value.</summary>
    public const int MaxValue = 2147483647;

    /// <inheritdoc/>
    public bool Equals(int other) => _value == other;

    /// <inheritdoc/>
    public override bool Equals(object? other) => other is int value && value == _value;

    /// <inheritdoc/>
    public int CompareTo(int other) => _value < other ? -1 : _value > other ? 1 : 0;

    /// <inheritdoc/>
    public override int GetHashCode() => _value;

    /// <summary>The value in decimal.</summary>
    public override string ToString() => Number.Format((ulong)(_value < 0 ? -(long)_value : _value), _value < 0);

    /// <summary>The smaller one.</summary>
    public static int Min(int x, int y) => Math.Min(x, y);

    /// <summary>The larger one.</summary>
    public static int Max(int x, int y) => Math.Max(x, y);

    /// <summary>The nearest value in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public static int Clamp(int value, int min, int max) => Math.Clamp(value, min, max);

    /// <summary>Whether exactly one bit is set.</summary>
    public static bool IsPow2(int value) => Numerics.BitOperations.IsPow2(value);
}
