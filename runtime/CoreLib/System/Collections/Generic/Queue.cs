using System.Diagnostics.CodeAnalysis;

namespace System.Collections.Generic;

/// <summary>Values first in, first out, in a ring that grows by doubling.</summary>
public class Queue<T> : IReadOnlyCollection<T>
{
    private const int InitialCapacity = 4;

    private T[] _items;
    private int _head;
    private int _count;

    /// <summary>An empty queue.</summary>
    public Queue() => _items = Array.None<T>();

    /// <summary>An empty queue with room.</summary>
    public Queue(int capacity) => _items = capacity == 0 ? Array.None<T>() : new T[capacity];

    /// <summary>Number of values.</summary>
    public int Count => _count;

    /// <summary>Puts a value at the end.</summary>
    public void Enqueue(T item)
    {
        if (_count == _items.Length)
            Grow();
        _items[Place(_count++)] = item;
    }

    /// <summary>Takes the first value; there must be one.</summary>
    public T Dequeue()
    {
        if (!TryDequeue(out T? item))
            Panic.Fail(PanicKind.InvalidOperation);
        return item;
    }

    /// <summary>Takes the first value. False when there is none.</summary>
    public bool TryDequeue([MaybeNullWhen(false)] out T item)
    {
        if (!TryPeek(out item))
            return false;
        _items[_head] = default!;
        _head = Place(1);
        _count--;
        return true;
    }

    /// <summary>The first value; there must be one.</summary>
    public T Peek()
    {
        if (!TryPeek(out T? item))
            Panic.Fail(PanicKind.InvalidOperation);
        return item;
    }

    /// <summary>The first value. False when there is none.</summary>
    public bool TryPeek([MaybeNullWhen(false)] out T item)
    {
        if (_count == 0)
        {
            item = default;
            return false;
        }

        item = _items[_head];
        return true;
    }

    /// <summary>Removes everything.</summary>
    public void Clear()
    {
        Array.Clear(_items);
        _head = 0;
        _count = 0;
    }

    /// <summary>Goes over the values from the first one on.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Place(int index)
    {
        index += _head;
        return index >= _items.Length ? index - _items.Length : index;
    }

    private void Grow()
    {
        T[] grown = new T[Math.Max(InitialCapacity, _items.Length * 2)];
        int first = Math.Min(_count, _items.Length - _head);
        Array.Copy(_items, _head, grown, 0, first);
        Array.Copy(_items, 0, grown, first, _count - first);
        _items = grown;
        _head = 0;
    }

    /// <summary>Goes over a queue, which must not change meanwhile.</summary>
    public struct Enumerator : IEnumerator<T>
    {
        private readonly Queue<T> _queue;
        private int _next;

        internal Enumerator(Queue<T> queue)
        {
            _queue = queue;
            Current = default!;
        }

        /// <inheritdoc/>
        public T Current { get; private set; }

        readonly object? IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext()
        {
            if (_next >= _queue._count)
                return false;
            Current = _queue._items[_queue.Place(_next++)];
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
