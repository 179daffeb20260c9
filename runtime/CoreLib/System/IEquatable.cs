namespace System;

/// <summary>Can be compared for equality with <typeparamref name="T"/>.</summary>
public interface IEquatable<T>
    where T : allows ref struct
{
    /// <summary>Whether the two are equal.</summary>
    bool Equals(T? other);
}
