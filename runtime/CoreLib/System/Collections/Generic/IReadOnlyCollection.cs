namespace System.Collections.Generic;

/// <summary>Values with a count.</summary>
public interface IReadOnlyCollection<out T> : IEnumerable<T>
{
    /// <summary>How many.</summary>
    int Count { get; }
}
