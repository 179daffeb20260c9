using System.Runtime.CompilerServices;

namespace System;

/// <summary>Searches, comparisons and sorting of ranges.</summary>
public static class MemoryExtensions
{
    /// <summary>The whole array.</summary>
    public static Span<T> AsSpan<T>(this T[]? array) => new(array);

    /// <summary>Part of an array.</summary>
    public static Span<T> AsSpan<T>(this T[]? array, int start) => new Span<T>(array).Slice(start);

    /// <summary>Part of an array.</summary>
    public static Span<T> AsSpan<T>(this T[]? array, int start, int length) => new(array, start, length);

    /// <summary>Part of an array.</summary>
    public static Span<T> AsSpan<T>(this T[]? array, Range range)
    {
        (int start, int length) = range.GetOffsetAndLength(array is null ? 0 : array.Length);
        return new Span<T>(array, start, length);
    }

    /// <summary>The units of a string. The C# compiler converts strings to spans by this method.</summary>
    public static ReadOnlySpan<char> AsSpan(this string? text) =>
        text is null ? default : new ReadOnlySpan<char>(ref text.GetRawStringData(), text.Length);

    /// <summary>Whether both have equal elements.</summary>
    public static bool SequenceEqual<T>(this Span<T> span, ReadOnlySpan<T> other)
        where T : IEquatable<T>? => SequenceEqual((ReadOnlySpan<T>)span, other);

    /// <summary>Whether both have equal elements.</summary>
    public static bool SequenceEqual<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> other)
        where T : IEquatable<T>?
    {
        if (span.Length != other.Length)
            return false;
        if (IsPlain<T>())
        {
            return SpanHelpers.SequenceEqual(
                ref Unsafe.As<T, byte>(ref span._reference),
                ref Unsafe.As<T, byte>(ref other._reference),
                (nuint)(uint)span.Length * (nuint)Unsafe.SizeOf<T>());
        }

        for (int i = 0; i < span.Length; i++)
        {
            if (!AreEqual(span[i], other[i]))
                return false;
        }

        return true;
    }

    /// <summary>The order of two ranges by their first elements that differ, then by length.</summary>
    public static int SequenceCompareTo<T>(this Span<T> span, ReadOnlySpan<T> other)
        where T : IComparable<T>? => SequenceCompareTo((ReadOnlySpan<T>)span, other);

    /// <summary>The order of two ranges by their first elements that differ, then by length.</summary>
    public static int SequenceCompareTo<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> other)
        where T : IComparable<T>?
    {
        int shorter = Math.Min(span.Length, other.Length);
        for (int i = 0; i < shorter; i++)
        {
            int order = span[i] is null ? (other[i] is null ? 0 : -1) : span[i]!.CompareTo(other[i]);
            if (order != 0)
                return order;
        }

        return span.Length.CompareTo(other.Length);
    }

    /// <summary>The index of the first such element, or -1.</summary>
    public static int IndexOf<T>(this Span<T> span, T value)
        where T : IEquatable<T>? => IndexOf((ReadOnlySpan<T>)span, value);

    /// <summary>The index of the first such element, or -1.</summary>
    public static int IndexOf<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>?
    {
        if (typeof(T) == typeof(byte))
            return SpanHelpers.IndexOf(ref Unsafe.As<T, byte>(ref span._reference), Unsafe.As<T, byte>(ref value), span.Length);
        for (int i = 0; i < span.Length; i++)
        {
            if (AreEqual(span[i], value))
                return i;
        }

        return -1;
    }

    /// <summary>Where the other range occurs first, or -1.</summary>
    public static int IndexOf<T>(this Span<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? => IndexOf((ReadOnlySpan<T>)span, value);

    /// <summary>Where the other range occurs first, or -1.</summary>
    public static int IndexOf<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>?
    {
        if (value.Length == 0)
            return 0;
        int start = 0;
        while (span.Length - start >= value.Length)
        {
            int next = span.Slice(start, span.Length - start - value.Length + 1).IndexOf(value[0]);
            if (next < 0)
                return -1;
            start += next;
            if (span.Slice(start, value.Length).SequenceEqual(value))
                return start;
            start++;
        }

        return -1;
    }

    /// <summary>The index of the first element that equals one of the two, or -1.</summary>
    public static int IndexOfAny<T>(this Span<T> span, T value0, T value1)
        where T : IEquatable<T>? => IndexOfAny((ReadOnlySpan<T>)span, value0, value1);

    /// <summary>The index of the first element that equals one of the two, or -1.</summary>
    public static int IndexOfAny<T>(this ReadOnlySpan<T> span, T value0, T value1)
        where T : IEquatable<T>?
    {
        for (int i = 0; i < span.Length; i++)
        {
            if (AreEqual(span[i], value0) || AreEqual(span[i], value1))
                return i;
        }

        return -1;
    }

    /// <summary>The index of the first element that is different, or -1.</summary>
    public static int IndexOfAnyExcept<T>(this Span<T> span, T value)
        where T : IEquatable<T>? => IndexOfAnyExcept((ReadOnlySpan<T>)span, value);

    /// <summary>The index of the first element that is different, or -1.</summary>
    public static int IndexOfAnyExcept<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>?
    {
        for (int i = 0; i < span.Length; i++)
        {
            if (!AreEqual(span[i], value))
                return i;
        }

        return -1;
    }

    /// <summary>The index of the last such element, or -1.</summary>
    public static int LastIndexOf<T>(this Span<T> span, T value)
        where T : IEquatable<T>? => LastIndexOf((ReadOnlySpan<T>)span, value);

    /// <summary>The index of the last such element, or -1.</summary>
    public static int LastIndexOf<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>?
    {
        for (int i = span.Length - 1; i >= 0; i--)
        {
            if (AreEqual(span[i], value))
                return i;
        }

        return -1;
    }

    /// <summary>Whether there is such an element.</summary>
    public static bool Contains<T>(this Span<T> span, T value)
        where T : IEquatable<T>? => IndexOf((ReadOnlySpan<T>)span, value) >= 0;

    /// <summary>Whether there is such an element.</summary>
    public static bool Contains<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>? => IndexOf(span, value) >= 0;

    /// <summary>Whether the range begins with the other one.</summary>
    public static bool StartsWith<T>(this Span<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? => StartsWith((ReadOnlySpan<T>)span, value);

    /// <summary>Whether the range begins with the other one.</summary>
    public static bool StartsWith<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? => span.Length >= value.Length && span.Slice(0, value.Length).SequenceEqual(value);

    /// <summary>Whether the range ends with the other one.</summary>
    public static bool EndsWith<T>(this Span<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? => EndsWith((ReadOnlySpan<T>)span, value);

    /// <summary>Whether the range ends with the other one.</summary>
    public static bool EndsWith<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? => span.Length >= value.Length && span.Slice(span.Length - value.Length).SequenceEqual(value);

    /// <summary>Copies an array to the beginning of a range.</summary>
    public static void CopyTo<T>(this T[]? source, Span<T> destination) => new ReadOnlySpan<T>(source).CopyTo(destination);

    /// <summary>Reverses the elements.</summary>
    public static void Reverse<T>(this Span<T> span)
    {
        for (int low = 0, high = span.Length - 1; low < high; low++, high--)
            (span[low], span[high]) = (span[high], span[low]);
    }

    /// <summary>
    /// The index of an element that compares equal to <paramref name="comparable"/> in a sorted range, or the complement of
    /// the index where it would be.
    /// </summary>
    public static int BinarySearch<T, TComparable>(this ReadOnlySpan<T> span, TComparable comparable)
        where TComparable : IComparable<T>, allows ref struct
    {
        int low = 0, high = span.Length - 1;
        while (low <= high)
        {
            int middle = (int)(((uint)low + (uint)high) >> 1);
            int order = comparable.CompareTo(span[middle]);
            if (order == 0)
                return middle;
            if (order > 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return ~low;
    }

    /// <summary>Sorts by an order; equal elements may change places. Heapsort: no recursion, and no input makes it slow.</summary>
    public static void Sort<T>(this Span<T> span, Comparison<T> comparison)
    {
        for (int i = (span.Length / 2) - 1; i >= 0; i--)
            SiftDown(span, i, span.Length, comparison);
        for (int end = span.Length - 1; end > 0; end--)
        {
            (span[0], span[end]) = (span[end], span[0]);
            SiftDown(span, 0, end, comparison);
        }
    }

    private static void SiftDown<T>(Span<T> span, int root, int end, Comparison<T> comparison)
    {
        T value = span[root];
        while ((root * 2) + 1 < end)
        {
            int child = (root * 2) + 1;
            if (child + 1 < end && comparison(span[child], span[child + 1]) < 0)
                child++;
            if (comparison(value, span[child]) >= 0)
                break;
            span[root] = span[child];
            root = child;
        }

        span[root] = value;
    }

    private static bool AreEqual<T>(T left, T right)
        where T : IEquatable<T>? => left is null ? right is null : left.Equals(right!);

    // Types whose equality is that of their bytes.
    private static bool IsPlain<T>() =>
        typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte) || typeof(T) == typeof(char) || typeof(T) == typeof(bool)
        || typeof(T) == typeof(short) || typeof(T) == typeof(ushort) || typeof(T) == typeof(int) || typeof(T) == typeof(uint)
        || typeof(T) == typeof(long) || typeof(T) == typeof(ulong) || typeof(T) == typeof(nint) || typeof(T) == typeof(nuint);
}
