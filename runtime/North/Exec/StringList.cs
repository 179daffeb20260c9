using System;

namespace LiteBox.North;

/// <summary>argv or envp on its way to a new program: zero-terminated strings, one after the other.</summary>
public sealed class StringList
{
    /// <summary>Bytes of the longest string, its terminator included (MAX_ARG_STRLEN).</summary>
    public const int LongestString = 32 * 4096;

    /// <summary>Most bytes in one list. Linux allows a quarter of the stack for both; this bounds it for any stack limit.</summary>
    public const int MostBytes = 6 << 20;

    private byte[] _bytes = new byte[1024];
    private int _length;

    /// <summary>Number of strings.</summary>
    public int Count { get; private set; }

    /// <summary>All of them with their terminators.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Adds a string. E2BIG.</summary>
    public Errno Add(ReadOnlySpan<byte> text)
    {
        if (text.Length >= LongestString || _length + text.Length + 1 > MostBytes)
            return Errno.E2BIG;
        Reserve(text.Length + 1);
        text.CopyTo(_bytes.AsSpan(_length));
        _length += text.Length;
        _bytes[_length++] = 0;
        Count++;
        return Errno.None;
    }

    /// <summary>Adds a string of guest memory. E2BIG, EFAULT.</summary>
    public Errno AddFromGuest(ulong address)
    {
        int room = int.Min(LongestString, MostBytes - _length);
        for (int capacity = 256; ; capacity = int.Min(capacity * 4, room))
        {
            if (capacity > room)
                return Errno.E2BIG;
            Reserve(capacity);
            Result length = Guest.ReadString(address, _bytes.AsSpan(_length, capacity));
            if (!length.Failed)
            {
                _length += (int)length.Value + 1;
                Count++;
                return Errno.None;
            }

            if (length.Error == Errno.EFAULT)
                return Errno.EFAULT;
            if (capacity == room)
                return Errno.E2BIG;
        }
    }

    /// <summary>Adds the strings that a zero-terminated array of pointers in guest memory names; a null array is empty. E2BIG, EFAULT.</summary>
    public Errno AddVector(ulong array)
    {
        if (array == 0)
            return Errno.None;
        for (ulong at = array; ; at += sizeof(ulong))
        {
            if (Guest.Read(at, out ulong address) != Errno.None)
                return Errno.EFAULT;
            if (address == 0)
                return Errno.None;
            Errno error = AddFromGuest(address);
            if (error != Errno.None)
                return error;
        }
    }

    /// <summary>Replaces the first string by others, as an interpreter script does with argv[0]. E2BIG.</summary>
    public Errno ReplaceFirst(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        ReadOnlySpan<byte> old = Bytes;
        StringList list = new();
        Errno error = list.Add(first);
        if (error == Errno.None && !second.IsEmpty)
            error = list.Add(second);
        if (error == Errno.None)
            error = list.Add(third);
        int skip = Count == 0 ? 0 : old.IndexOf((byte)0) + 1;
        for (int i = Count == 0 ? 0 : 1; i < Count && error == Errno.None; i++)
        {
            int length = old[skip..].IndexOf((byte)0);
            error = list.Add(old.Slice(skip, length));
            skip += length + 1;
        }

        if (error != Errno.None)
            return error;
        _bytes = list._bytes;
        _length = list._length;
        Count = list.Count;
        return Errno.None;
    }

    private void Reserve(int more)
    {
        if (_bytes.Length - _length >= more)
            return;
        byte[] larger = new byte[int.Max(_bytes.Length * 2, _length + more)];
        Bytes.CopyTo(larger);
        _bytes = larger;
    }
}
