using System.Runtime.InteropServices;

namespace System;

/// <summary>A tuple of 6 values. Elements compare by their own Equals.</summary>
[StructLayout(LayoutKind.Auto)]
public struct ValueTuple<T1, T2, T3, T4, T5, T6> : IEquatable<ValueTuple<T1, T2, T3, T4, T5, T6>>
{
    /// <summary>Element 1.</summary>
    public T1 Item1;

    /// <summary>Element 2.</summary>
    public T2 Item2;

    /// <summary>Element 3.</summary>
    public T3 Item3;

    /// <summary>Element 4.</summary>
    public T4 Item4;

    /// <summary>Element 5.</summary>
    public T5 Item5;

    /// <summary>Element 6.</summary>
    public T6 Item6;

    /// <summary>Makes a tuple.</summary>
    public ValueTuple(T1 item1, T2 item2, T3 item3, T4 item4, T5 item5, T6 item6)
    {
        Item1 = item1;
        Item2 = item2;
        Item3 = item3;
        Item4 = item4;
        Item5 = item5;
        Item6 = item6;
    }

    /// <inheritdoc/>
    public readonly bool Equals(ValueTuple<T1, T2, T3, T4, T5, T6> other) =>
        ElementEquality.AreEqual(Item1, other.Item1)
        && ElementEquality.AreEqual(Item2, other.Item2)
        && ElementEquality.AreEqual(Item3, other.Item3)
        && ElementEquality.AreEqual(Item4, other.Item4)
        && ElementEquality.AreEqual(Item5, other.Item5)
        && ElementEquality.AreEqual(Item6, other.Item6);

    /// <inheritdoc/>
    public override readonly bool Equals(object? other) => other is ValueTuple<T1, T2, T3, T4, T5, T6> tuple && Equals(tuple);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        int hash = 0;
        hash = HashCode.Combine(hash, Item1 is null ? 0 : Item1.GetHashCode());
        hash = HashCode.Combine(hash, Item2 is null ? 0 : Item2.GetHashCode());
        hash = HashCode.Combine(hash, Item3 is null ? 0 : Item3.GetHashCode());
        hash = HashCode.Combine(hash, Item4 is null ? 0 : Item4.GetHashCode());
        hash = HashCode.Combine(hash, Item5 is null ? 0 : Item5.GetHashCode());
        hash = HashCode.Combine(hash, Item6 is null ? 0 : Item6.GetHashCode());
        return hash;
    }
}
