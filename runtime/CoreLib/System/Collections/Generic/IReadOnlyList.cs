namespace System.Collections.Generic;

/// <summary>Values with an index.</summary>
public interface IReadOnlyList<out T> : IReadOnlyCollection<T>
{
    /// <summary>One value.</summary>
    T this[int index] { get; }
}
