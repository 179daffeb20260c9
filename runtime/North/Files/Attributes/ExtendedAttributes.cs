using System;
using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>The extended attributes of a file (xattr(7)), by their full names, in order of their creation.</summary>
public sealed class ExtendedAttributes
{
    /// <summary>Bytes of the longest name (XATTR_NAME_MAX).</summary>
    public const int MaxName = 255;

    /// <summary>Bytes of the largest value (XATTR_SIZE_MAX).</summary>
    public const int MaxValue = 64 << 10;

    private readonly List<Entry> _entries = new();

    private readonly struct Entry(byte[] name, byte[] value)
    {
        public readonly byte[] Name = name;
        public readonly byte[] Value = value;
    }

    /// <summary>Number of attributes.</summary>
    public int Count => _entries.Count;

    /// <summary>A name, by its place in the order.</summary>
    public ReadOnlySpan<byte> NameAt(int index) => _entries[index].Name;

    /// <summary>The value of a name; null when there is none.</summary>
    public byte[]? Find(ReadOnlySpan<byte> name)
    {
        int index = IndexOf(name);
        return index < 0 ? null : _entries[index].Value;
    }

    /// <summary>Gives a name a value.</summary>
    public void Set(ReadOnlySpan<byte> name, byte[] value)
    {
        int index = IndexOf(name);
        if (index < 0)
            _entries.Add(new Entry(name.ToArray(), value));
        else
            _entries[index] = new Entry(_entries[index].Name, value);
    }

    /// <summary>Takes a name out. False when it is not there.</summary>
    public bool Remove(ReadOnlySpan<byte> name)
    {
        int index = IndexOf(name);
        if (index >= 0)
            _entries.RemoveAt(index);
        return index >= 0;
    }

    private int IndexOf(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < _entries.Count; i++)
        {
            if (name.SequenceEqual(_entries[i].Name))
                return i;
        }

        return -1;
    }
}
