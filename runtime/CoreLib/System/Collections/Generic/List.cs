using System.Runtime.CompilerServices;

namespace System.Collections.Generic;

/// <summary>Values in order, in one array that grows by doubling.</summary>
public class List<T> : IReadOnlyList<T>
{
    private const int InitialCapacity = 4;

    private T[] _items;
    private int _count;

    /// <summary>An empty list.</summary>
    public List() => _items = Array.None<T>();

    /// <summary>An empty list with room.</summary>
    public List(int capacity) => _items = capacity == 0 ? Array.None<T>() : new T[capacity];

    /// <summary>Number of values.</summary>
    public int Count => _count;

    /// <summary>Values that fit without growing.</summary>
    public int Capacity
    {
        get => _items.Length;
        set
        {
            if (value < _count)
                Panic.FailOutOfRange();
            Resize(value);
        }
    }

    /// <summary>One value.</summary>
    public T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)_count)
                Panic.FailOutOfRange();
            return _items[index];
        }

        set
        {
            if ((uint)index >= (uint)_count)
                Panic.FailOutOfRange();
            _items[index] = value;
        }
    }

    internal Span<T> Elements => new(_items, 0, _count);

    /// <summary>Puts a value at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(T item)
    {
        if (_count == _items.Length)
            EnsureCapacity(_count + 1);
        _items[_count++] = item;
    }

    /// <summary>Puts values at the end.</summary>
    public void AddRange(IEnumerable<T> collection)
    {
        foreach (T item in collection)
            Add(item);
    }

    /// <summary>Puts a value before the one at the index.</summary>
    public void Insert(int index, T item)
    {
        if ((uint)index > (uint)_count)
            Panic.FailOutOfRange();
        EnsureCapacity(_count + 1);
        Array.Copy(_items, index, _items, index + 1, _count - index);
        _items[index] = item;
        _count++;
    }

    /// <summary>Removes the value at the index.</summary>
    public void RemoveAt(int index) => RemoveRange(index, 1);

    /// <summary>Removes values from the index on.</summary>
    public void RemoveRange(int index, int count)
    {
        if ((index | count) < 0 || count > _count - index)
            Panic.FailOutOfRange();
        int rest = _count - index - count;
        Array.Copy(_items, index + count, _items, index, rest);
        _count -= count;
        Array.Clear(_items, _count, count);
    }

    /// <summary>Removes the first equal value. False when there is none.</summary>
    public bool Remove(T item)
    {
        int index = IndexOf(item);
        if (index < 0)
            return false;
        RemoveAt(index);
        return true;
    }

    /// <summary>Removes all values that match; gives their number.</summary>
    public int RemoveAll(Predicate<T> match)
    {
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (!match(_items[i]))
                _items[kept++] = _items[i];
        }

        int removed = _count - kept;
        Array.Clear(_items, kept, removed);
        _count = kept;
        return removed;
    }

    /// <summary>Removes everything.</summary>
    public void Clear()
    {
        Array.Clear(_items, 0, _count);
        _count = 0;
    }

    /// <summary>The index of the first equal value, or -1.</summary>
    public int IndexOf(T item)
    {
        for (int i = 0; i < _count; i++)
        {
            if (ElementEquality.AreEqual(_items[i], item))
                return i;
        }

        return -1;
    }

    /// <summary>Whether there is an equal value.</summary>
    public bool Contains(T item) => IndexOf(item) >= 0;

    /// <summary>The index of the first value that matches, or -1.</summary>
    public int FindIndex(Predicate<T> match)
    {
        for (int i = 0; i < _count; i++)
        {
            if (match(_items[i]))
                return i;
        }

        return -1;
    }

    /// <summary>Makes room for so many values in all; gives the capacity.</summary>
    public int EnsureCapacity(int capacity)
    {
        if (capacity > _items.Length)
            Resize(Math.Max(capacity, Math.Max(InitialCapacity, (int)Math.Min((uint)_items.Length * 2, (uint)Array.MaxLength))));
        return _items.Length;
    }

    private void Resize(int capacity)
    {
        T[] items = new T[capacity];
        Array.Copy(_items, items, _count);
        _items = items;
    }

    /// <summary>Sorts by an order; equal values may change places.</summary>
    public void Sort(Comparison<T> comparison) => Elements.Sort(comparison);

    /// <summary>Reverses the order.</summary>
    public void Reverse() => Elements.Reverse();

    /// <summary>Copies to an array.</summary>
    public void CopyTo(T[] array, int arrayIndex) => Elements.CopyTo(new Span<T>(array).Slice(arrayIndex));

    /// <summary>A new array with the values.</summary>
    public T[] ToArray() => Elements.ToArray();

    /// <summary>Goes over the values.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Goes over a list, which must not change meanwhile.</summary>
    public struct Enumerator : IEnumerator<T>
    {
        private readonly List<T> _list;
        private int _next;

        internal Enumerator(List<T> list)
        {
            _list = list;
            Current = default!;
        }

        /// <inheritdoc/>
        public T Current { get; private set; }

        readonly object? IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext()
        {
            if ((uint)_next >= (uint)_list._count)
                return false;
            Current = _list._items[_next++];
            return true;
        }

        /// <inheritdoc/>
        public void Reset() => _next = 0;

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }
    }
}
