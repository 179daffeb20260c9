using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Internal.Runtime;

namespace System;

/// <summary>The base of all arrays: one dimension, indexed from zero.</summary>
public abstract unsafe class Array
{
    // ILC addresses length and elements by this layout.
#pragma warning disable CS0649
    private readonly int _numComponents;
#pragma warning restore CS0649

    /// <summary>The most elements an array can have.</summary>
    public static int MaxLength => 0x7FFFFFC7;

    /// <summary>Number of elements.</summary>
    public int Length
    {
        [Intrinsic]
        get => _numComponents;
    }

    /// <summary>Number of elements.</summary>
    public long LongLength => _numComponents;

    internal ref byte Data => ref Unsafe.As<RawArrayData>(this).Data;

    /// <summary>The one empty array of the type.</summary>
    public static T[] Empty<T>() => EmptyArray<T>.Value;

    /// <summary>Copies elements; the ranges may overlap. The arrays have the same element type.</summary>
    public static void Copy(Array source, int sourceIndex, Array destination, int destinationIndex, int length)
    {
        if ((uint)length > (uint)source.Length || (uint)sourceIndex > (uint)(source.Length - length)
            || (uint)length > (uint)destination.Length || (uint)destinationIndex > (uint)(destination.Length - length))
            Panic.FailOutOfRange();
        if (length == 0)
            return;
        if (source.m_pEEType != destination.m_pEEType
            && !TypeCast.AreAssignable(source.m_pEEType, destination.m_pEEType))
            Panic.Fail(PanicKind.ArrayTypeMismatch);
        nuint size = source.m_pEEType->ComponentSize;
        Buffer.Memmove(
            ref Unsafe.AddByteOffset(ref destination.Data, (nuint)destinationIndex * size),
            ref Unsafe.AddByteOffset(ref source.Data, (nuint)sourceIndex * size),
            (nuint)length * size);
    }

    /// <summary>Copies the first elements.</summary>
    public static void Copy(Array source, Array destination, int length) => Copy(source, 0, destination, 0, length);

    /// <summary>Sets all elements to zero.</summary>
    public static void Clear(Array array) => Clear(array, 0, array.Length);

    /// <summary>Sets elements to zero.</summary>
    public static void Clear(Array array, int index, int length)
    {
        if ((uint)length > (uint)array.Length || (uint)index > (uint)(array.Length - length))
            Panic.FailOutOfRange();
        nuint size = array.m_pEEType->ComponentSize;
        SpanHelpers.ClearWithoutReferences(ref Unsafe.AddByteOffset(ref array.Data, (nuint)index * size), (nuint)length * size);
    }

    /// <summary>Sets all elements to a value.</summary>
    public static void Fill<T>(T[] array, T value) => new Span<T>(array).Fill(value);

    /// <summary>Replaces the array by one of another length with the same first elements.</summary>
    public static void Resize<T>(ref T[]? array, int newSize)
    {
        T[]? old = array;
        if (old is not null && old.Length == newSize)
            return;
        T[] resized = new T[newSize];
        if (old is not null)
            Copy(old, resized, Math.Min(old.Length, newSize));
        array = resized;
    }

    /// <summary>The index of the first element that equals <paramref name="value"/>, or -1.</summary>
    public static int IndexOf<T>(T[] array, T value)
        where T : IEquatable<T> => new ReadOnlySpan<T>(array).IndexOf(value);

    /// <summary>Sorts by an order; equal elements may change places.</summary>
    public static void Sort<T>(T[] array, Comparison<T> comparison) => new Span<T>(array).Sort(comparison);

    /// <summary>
    /// What a collection without elements holds: one array for all types, since nothing can be stored in it. So a type that
    /// collections hold needs no array of its own.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T[] None<T>() => Unsafe.As<T[]>(EmptyArray<byte>.Value);

    private static class EmptyArray<T>
    {
        public static readonly T[] Value = new T[0];
    }
}
