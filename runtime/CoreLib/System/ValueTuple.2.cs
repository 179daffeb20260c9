using System.Runtime.InteropServices;

namespace System;

/// <summary>A tuple of 2 values. Elements compare by their own Equals.</summary>
[StructLayout(LayoutKind.Auto)]
public struct ValueTuple<T1, T2> : IEquatable<ValueTuple<T1, T2>>
{
    /// <summary>Element 1.</summary>
    public T1 Item1;

    /// <summary>Element 2.</summary>
    public T2 Item2;

    /// <summary>Makes a tuple.</summary>
    public ValueTuple(T1 item1, T2 item2)
    {
        Item1 = item1;
        Item2 = item2;
    }

    /// <inheritdoc/>
    public readonly bool Equals(ValueTuple<T1, T2> other) =>
        ElementEquality.AreEqual(Item1, other.Item1)
        && ElementEquality.AreEqual(Item2, other.Item2);

    /// <inheritdoc/>
    public override readonly bool Equals(object? other) => other is ValueTuple<T1, T2> tuple && Equals(tuple);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        int hash = 0;
        hash = HashCode.Combine(hash, Item1 is null ? 0 : Item1.GetHashCode());
        hash = HashCode.Combine(hash, Item2 is null ? 0 : Item2.GetHashCode());
        return hash;
    }
}
