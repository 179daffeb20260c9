namespace System;

/// <summary>Has an order relative to <typeparamref name="T"/>.</summary>
public interface IComparable<in T>
    where T : allows ref struct
{
    /// <summary>Negative when this comes first, zero when both are equal, positive when <paramref name="other"/> comes first.</summary>
    int CompareTo(T? other);
}
