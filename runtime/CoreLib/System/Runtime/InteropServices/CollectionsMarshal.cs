using System.Collections.Generic;

namespace System.Runtime.InteropServices;

/// <summary>Collections seen from inside.</summary>
public static class CollectionsMarshal
{
    /// <summary>The elements of a list, in place; valid until the list grows.</summary>
    public static Span<T> AsSpan<T>(List<T>? list) => list is null ? default : list.Elements;

    /// <summary>The value of a key, in place, or a null reference; valid until the dictionary changes.</summary>
    public static ref TValue GetValueRefOrNullRef<TKey, TValue>(Dictionary<TKey, TValue> dictionary, TKey key)
        where TKey : notnull, IEquatable<TKey> => ref dictionary.FindValue(key);

    /// <summary>The value of a key, in place, added with its type's zero where it was missing; valid until the dictionary changes.</summary>
    public static ref TValue? GetValueRefOrAddDefault<TKey, TValue>(Dictionary<TKey, TValue> dictionary, TKey key, out bool exists)
        where TKey : notnull, IEquatable<TKey> => ref dictionary.FindOrAdd(key, out exists)!;
}
