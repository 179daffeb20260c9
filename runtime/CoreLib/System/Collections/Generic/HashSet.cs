namespace System.Collections.Generic;

/// <summary>Values without order, each once.</summary>
public class HashSet<T> : IReadOnlyCollection<T>
    where T : notnull, IEquatable<T>
{
    private readonly Dictionary<T, Nothing> _items;

    /// <summary>An empty set.</summary>
    public HashSet() => _items = new Dictionary<T, Nothing>();

    /// <summary>An empty set with room.</summary>
    public HashSet(int capacity) => _items = new Dictionary<T, Nothing>(capacity);

    /// <summary>Number of values.</summary>
    public int Count => _items.Count;

    /// <summary>Adds a value. False when it is there already.</summary>
    public bool Add(T item) => _items.TryAdd(item, default);

    /// <summary>Removes a value. False when it is not there.</summary>
    public bool Remove(T item) => _items.Remove(item);

    /// <summary>Whether the value is there.</summary>
    public bool Contains(T item) => _items.ContainsKey(item);

    /// <summary>Removes everything.</summary>
    public void Clear() => _items.Clear();

    /// <summary>Makes room for so many values in all; gives the capacity.</summary>
    public int EnsureCapacity(int capacity) => _items.EnsureCapacity(capacity);

    /// <summary>Goes over the values.</summary>
    public Enumerator GetEnumerator() => new(_items.GetEnumerator());

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Goes over the values.</summary>
    public struct Enumerator : IEnumerator<T>
    {
        private Dictionary<T, Nothing>.Enumerator _entries;

        internal Enumerator(Dictionary<T, Nothing>.Enumerator entries) => _entries = entries;

        /// <inheritdoc/>
        public readonly T Current => _entries.Current.Key;

        readonly object? IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext() => _entries.MoveNext();

        /// <inheritdoc/>
        public void Reset() => _entries.Reset();

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }
    }

    internal readonly struct Nothing;
}
