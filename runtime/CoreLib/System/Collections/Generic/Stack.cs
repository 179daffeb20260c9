using System.Diagnostics.CodeAnalysis;

namespace System.Collections.Generic;

/// <summary>Values last in, first out.</summary>
public class Stack<T>
{
    private const int InitialCapacity = 4;

    private T[] _items;
    private int _count;

    /// <summary>An empty stack.</summary>
    public Stack() => _items = Array.None<T>();

    /// <summary>An empty stack with room.</summary>
    public Stack(int capacity) => _items = capacity == 0 ? Array.None<T>() : new T[capacity];

    /// <summary>Number of values.</summary>
    public int Count => _count;

    /// <summary>Puts a value on top.</summary>
    public void Push(T item)
    {
        if (_count == _items.Length)
        {
            T[] items = new T[Math.Max(InitialCapacity, _count * 2)];
            Array.Copy(_items, items, _count);
            _items = items;
        }

        _items[_count++] = item;
    }

    /// <summary>Takes the top value; there must be one.</summary>
    public T Pop()
    {
        if (!TryPop(out T? item))
            Panic.Fail(PanicKind.InvalidOperation);
        return item;
    }

    /// <summary>Takes the top value. False when there is none.</summary>
    public bool TryPop([MaybeNullWhen(false)] out T item)
    {
        if (!TryPeek(out item))
            return false;
        _items[--_count] = default!;
        return true;
    }

    /// <summary>The top value; there must be one.</summary>
    public T Peek()
    {
        if (!TryPeek(out T? item))
            Panic.Fail(PanicKind.InvalidOperation);
        return item;
    }

    /// <summary>The top value. False when there is none.</summary>
    public bool TryPeek([MaybeNullWhen(false)] out T item)
    {
        if (_count == 0)
        {
            item = default;
            return false;
        }

        item = _items[_count - 1];
        return true;
    }

    /// <summary>Removes everything.</summary>
    public void Clear()
    {
        new Span<T>(_items, 0, _count).Clear();
        _count = 0;
    }
}
