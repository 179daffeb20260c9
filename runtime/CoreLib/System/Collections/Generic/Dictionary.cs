using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace System.Collections.Generic;

/// <summary>
/// Values by key. Entries lie in one array in the order in which they were added, chained from buckets; removed entries
/// are reused. Keys compare by their own <see cref="IEquatable{T}"/>, called directly. As in .NET, entries may be removed
/// while they are gone over, but not added.
/// </summary>
public class Dictionary<TKey, TValue> : IReadOnlyCollection<KeyValuePair<TKey, TValue>>
    where TKey : notnull, IEquatable<TKey>
{
    private const int InitialCapacity = 4;
    private const int NotChained = -2;

    // 1-based indexes of entries; a power of two of them.
    private int[] _buckets;
    private Entry[] _entries;
    private int _used;
    private int _freeCount;
    private int _freeList = -1;

    /// <summary>An empty dictionary.</summary>
    public Dictionary()
    {
        _buckets = Array.None<int>();
        _entries = Array.None<Entry>();
    }

    /// <summary>An empty dictionary with room.</summary>
    public Dictionary(int capacity)
        : this() => EnsureCapacity(capacity);

    /// <summary>Number of entries.</summary>
    public int Count => _used - _freeCount;

    /// <summary>The keys.</summary>
    public KeyCollection Keys => new(this);

    /// <summary>The values.</summary>
    public ValueCollection Values => new(this);

    /// <summary>The value of a key, which must exist to be read.</summary>
    public TValue this[TKey key]
    {
        get
        {
            ref TValue value = ref FindValue(key);
            if (Unsafe.IsNullRef(ref value))
                Panic.Fail(PanicKind.KeyNotFound);
            return value;
        }

        set => FindOrAdd(key, out _) = value;
    }

    /// <summary>Adds a key that does not exist yet.</summary>
    public void Add(TKey key, TValue value)
    {
        if (!TryAdd(key, value))
            Panic.FailOutOfRange();
    }

    /// <summary>Adds a key. False when it exists.</summary>
    public bool TryAdd(TKey key, TValue value)
    {
        ref TValue place = ref FindOrAdd(key, out bool exists);
        if (exists)
            return false;
        place = value;
        return true;
    }

    /// <summary>The value of a key. False when it does not exist.</summary>
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        ref TValue place = ref FindValue(key);
        if (Unsafe.IsNullRef(ref place))
        {
            value = default;
            return false;
        }

        value = place;
        return true;
    }

    /// <summary>Whether the key exists.</summary>
    public bool ContainsKey(TKey key) => !Unsafe.IsNullRef(ref FindValue(key));

    /// <summary>Removes a key. False when it does not exist.</summary>
    public bool Remove(TKey key) => Remove(key, out _);

    /// <summary>Removes a key and gives its value. False when it does not exist.</summary>
    public bool Remove(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        value = default;
        if (_buckets.Length == 0)
            return false;
        int hash = key.GetHashCode();
        ref int link = ref _buckets[BucketOf(hash)];
        for (int i = link - 1; i >= 0;)
        {
            ref Entry entry = ref _entries[i];
            if (entry.Hash == hash && entry.Key.Equals(key))
            {
                link = entry.Next + 1;
                value = entry.Value;
                entry.Key = default!;
                entry.Value = default!;

                // Links of the free list are distinguished from those of chains, so that going over entries skips them.
                entry.Next = NotChained - 1 - _freeList;
                _freeList = i;
                _freeCount++;
                return true;
            }

            int next = entry.Next;
            link = ref entry.Link;
            i = next;
        }

        return false;
    }

    /// <summary>Removes everything.</summary>
    public void Clear()
    {
        Array.Clear(_buckets);
        Array.Clear(_entries, 0, _used);
        _used = 0;
        _freeCount = 0;
        _freeList = -1;
    }

    /// <summary>Makes room for so many entries in all; gives the capacity.</summary>
    public int EnsureCapacity(int capacity)
    {
        if (capacity > _entries.Length)
            Resize(capacity);
        return _entries.Length;
    }

    /// <summary>Goes over the entries.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal ref TValue FindValue(TKey key)
    {
        if (_buckets.Length != 0)
        {
            int hash = key.GetHashCode();
            Entry[] entries = _entries;
            for (int i = _buckets[BucketOf(hash)] - 1; (uint)i < (uint)entries.Length; i = entries[i].Next)
            {
                if (entries[i].Hash == hash && entries[i].Key.Equals(key))
                    return ref entries[i].Value;
            }
        }

        return ref Unsafe.NullRef<TValue>();
    }

    internal ref TValue FindOrAdd(TKey key, out bool exists)
    {
        ref TValue found = ref FindValue(key);
        exists = !Unsafe.IsNullRef(ref found);
        if (exists)
            return ref found;
        int index = _freeList;
        if (_freeCount != 0)
        {
            _freeList = NotChained - 1 - _entries[index].Next;
            _freeCount--;
        }
        else
        {
            if (_used == _entries.Length)
                Resize(_used + 1);
            index = _used++;
        }

        int hash = key.GetHashCode();
        ref int bucket = ref _buckets[BucketOf(hash)];
        ref Entry entry = ref _entries[index];
        entry.Hash = hash;
        entry.Key = key;
        entry.Next = bucket - 1;
        bucket = index + 1;
        return ref entry.Value;
    }

    // Multiplying spreads hashes that differ only in their high bits, such as addresses and page numbers.
    private int BucketOf(int hash) => (int)(((uint)hash * 0x9E37_79B1) >> (32 - BitOperations.Log2((uint)_buckets.Length)));

    private void Resize(int capacity)
    {
        int length = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, InitialCapacity));
        Entry[] entries = new Entry[length];
        Array.Copy(_entries, entries, _used);
        _entries = entries;
        _buckets = new int[length];
        for (int i = 0; i < _used; i++)
        {
            ref Entry entry = ref _entries[i];
            if (entry.Next <= NotChained)
                continue;
            ref int bucket = ref _buckets[BucketOf(entry.Hash)];
            entry.Next = bucket - 1;
            bucket = i + 1;
        }
    }

    // A method of the class, not of the enumerator: the enumerator's own would need a table for each type of value.
    private bool MoveNext(ref int next)
    {
        while (next < _used && _entries[next].Next <= NotChained)
            next++;
        return next++ < _used;
    }

    private struct Entry
    {
        public int Hash;

        // One more than the index of the next entry of the chain, 0 at its end; negative in free entries.
        public int Link;
        public TKey Key;
        public TValue Value;

        public int Next
        {
            readonly get => Link - 1;
            set => Link = value + 1;
        }
    }

    /// <summary>Goes over the entries.</summary>
    public struct Enumerator : IEnumerator<KeyValuePair<TKey, TValue>>
    {
        private readonly Dictionary<TKey, TValue> _dictionary;
        private int _next;

        internal Enumerator(Dictionary<TKey, TValue> dictionary) => _dictionary = dictionary;

        /// <inheritdoc/>
        public readonly KeyValuePair<TKey, TValue> Current
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get
            {
                ref Entry entry = ref _dictionary._entries[_next - 1];
                return new KeyValuePair<TKey, TValue>(entry.Key, entry.Value);
            }
        }

        readonly object? IEnumerator.Current => Current;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext() => _dictionary.MoveNext(ref _next);

        /// <inheritdoc/>
        public void Reset() => _next = 0;

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }
    }

    /// <summary>The keys of a dictionary.</summary>
    public readonly struct KeyCollection
    {
        private readonly Dictionary<TKey, TValue> _dictionary;

        internal KeyCollection(Dictionary<TKey, TValue> dictionary) => _dictionary = dictionary;

        /// <summary>How many.</summary>
        public int Count => _dictionary.Count;

        /// <summary>Goes over the keys.</summary>
        public Enumerator GetEnumerator() => new(_dictionary.GetEnumerator());

        /// <summary>Goes over the keys.</summary>
        public struct Enumerator
        {
            private Dictionary<TKey, TValue>.Enumerator _entries;

            internal Enumerator(Dictionary<TKey, TValue>.Enumerator entries) => _entries = entries;

            /// <summary>The key.</summary>
            public readonly TKey Current => _entries.Current.Key;

            /// <summary>Goes to the next one.</summary>
            public bool MoveNext() => _entries.MoveNext();
        }
    }

    /// <summary>The values of a dictionary.</summary>
    public readonly struct ValueCollection
    {
        private readonly Dictionary<TKey, TValue> _dictionary;

        internal ValueCollection(Dictionary<TKey, TValue> dictionary) => _dictionary = dictionary;

        /// <summary>How many.</summary>
        public int Count => _dictionary.Count;

        /// <summary>Goes over the values.</summary>
        public Enumerator GetEnumerator() => new(_dictionary.GetEnumerator());

        /// <summary>Goes over the values.</summary>
        public struct Enumerator
        {
            private Dictionary<TKey, TValue>.Enumerator _entries;

            internal Enumerator(Dictionary<TKey, TValue>.Enumerator entries) => _entries = entries;

            /// <summary>The value.</summary>
            public readonly TValue Current => _entries.Current.Value;

            /// <summary>Goes to the next one.</summary>
            public bool MoveNext() => _entries.MoveNext();
        }
    }
}
