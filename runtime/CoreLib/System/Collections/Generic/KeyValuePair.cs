namespace System.Collections.Generic;

/// <summary>A key with its value.</summary>
public readonly struct KeyValuePair<TKey, TValue>
{
    /// <summary>Makes a pair.</summary>
    public KeyValuePair(TKey key, TValue value)
    {
        Key = key;
        Value = value;
    }

    /// <summary>The key.</summary>
    public TKey Key { get; }

    /// <summary>The value.</summary>
    public TValue Value { get; }

    /// <summary>Takes the pair apart.</summary>
    public void Deconstruct(out TKey key, out TValue value)
    {
        key = Key;
        value = Value;
    }
}
