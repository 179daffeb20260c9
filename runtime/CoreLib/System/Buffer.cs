using System.Runtime.CompilerServices;

namespace System;

/// <summary>Copies of raw memory.</summary>
public static unsafe class Buffer
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Memmove(ref byte destination, ref byte source, nuint length) =>
        SpanHelpers.Memmove(ref destination, ref source, length);

    internal static void Memmove<T>(ref T destination, ref T source, nuint count) =>
        SpanHelpers.Memmove(ref Unsafe.As<T, byte>(ref destination), ref Unsafe.As<T, byte>(ref source), count * (nuint)Unsafe.SizeOf<T>());

    // The collector is not generational: a copy of references is a copy.
    internal static void BulkMoveWithWriteBarrier(ref byte destination, ref byte source, nuint length) =>
        SpanHelpers.Memmove(ref destination, ref source, length);

    /// <summary>Copies bytes between addresses; the ranges may overlap.</summary>
    public static void MemoryCopy(void* source, void* destination, ulong destinationSizeInBytes, ulong sourceBytesToCopy)
    {
        if (sourceBytesToCopy > destinationSizeInBytes)
            Panic.FailOutOfRange();
        SpanHelpers.Memmove(ref *(byte*)destination, ref *(byte*)source, (nuint)sourceBytesToCopy);
    }

    /// <summary>Copies bytes between arrays of primitives.</summary>
    public static void BlockCopy(Array source, int sourceOffset, Array destination, int destinationOffset, int count)
    {
        nuint sourceBytes = (nuint)source.Length * source.m_pEEType->ComponentSize;
        nuint destinationBytes = (nuint)destination.Length * destination.m_pEEType->ComponentSize;
        if (source.m_pEEType->HasPointers || destination.m_pEEType->HasPointers)
            Panic.Fail(PanicKind.ArrayTypeMismatch);
        if ((sourceOffset | destinationOffset | count) < 0
            || (nuint)sourceOffset + (nuint)count > sourceBytes || (nuint)destinationOffset + (nuint)count > destinationBytes)
            Panic.FailOutOfRange();
        SpanHelpers.Memmove(
            ref Unsafe.AddByteOffset(ref destination.Data, (nuint)destinationOffset),
            ref Unsafe.AddByteOffset(ref source.Data, (nuint)sourceOffset),
            (nuint)count);
    }
}
