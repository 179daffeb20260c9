using System.Runtime;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>Loops over raw memory. ILC calls some of these by name.</summary>
internal static unsafe class SpanHelpers
{
    /// <summary>Copies bytes; the ranges may overlap.</summary>
    [Intrinsic]
    public static void Memmove(ref byte destination, ref byte source, nuint length)
    {
        fixed (byte* to = &destination, from = &source)
        {
            // The short sizes are two moves that may overlap each other: everything is loaded before anything is stored.
            if (length >= 16)
            {
                Imports.MemoryMove(to, from, length);
            }
            else if (length >= 8)
            {
                ulong first = *(ulong*)from, last = *(ulong*)(from + length - 8);
                *(ulong*)to = first;
                *(ulong*)(to + length - 8) = last;
            }
            else if (length >= 4)
            {
                uint first = *(uint*)from, last = *(uint*)(from + length - 4);
                *(uint*)to = first;
                *(uint*)(to + length - 4) = last;
            }
            else if (length != 0)
            {
                byte first = *from, middle = from[length >> 1], last = from[length - 1];
                *to = first;
                to[length >> 1] = middle;
                to[length - 1] = last;
            }
        }
    }

    /// <summary>Sets bytes to zero. Non-generational collection needs no barrier, so references are cleared by this too.</summary>
    [Intrinsic]
    public static void ClearWithoutReferences(ref byte destination, nuint length)
    {
        fixed (byte* to = &destination)
        {
            if (length >= 16)
            {
                Imports.MemoryFill(to, 0, length);
            }
            else if (length >= 8)
            {
                *(ulong*)to = 0;
                *(ulong*)(to + length - 8) = 0;
            }
            else if (length >= 4)
            {
                *(uint*)to = 0;
                *(uint*)(to + length - 4) = 0;
            }
            else if (length != 0)
            {
                *to = 0;
                to[length >> 1] = 0;
                to[length - 1] = 0;
            }
        }
    }

    /// <summary>Sets bytes to a value.</summary>
    [Intrinsic]
    public static void Fill(ref byte destination, byte value, nuint length)
    {
        fixed (byte* to = &destination)
        {
            if (length >= 16)
            {
                Imports.MemoryFill(to, value, length);
            }
            else
            {
                for (nuint i = 0; i < length; i++)
                    to[i] = value;
            }
        }
    }

    /// <summary>Sets elements to a value.</summary>
    public static void Fill<T>(ref T destination, nuint count, T value)
    {
        if (Unsafe.SizeOf<T>() == 1)
        {
            Fill(ref Unsafe.As<T, byte>(ref destination), Unsafe.As<T, byte>(ref value), count);
            return;
        }

        for (nuint i = 0; i < count; i++)
            Unsafe.Add(ref destination, i) = value;
    }

    /// <summary>Whether the bytes of two ranges are equal.</summary>
    public static bool SequenceEqual(ref byte left, ref byte right, nuint length)
    {
        fixed (byte* a = &left, b = &right)
        {
            if (length >= 8)
            {
                nuint last = length - 8;
                for (nuint i = 0; i < last; i += 8)
                {
                    if (*(ulong*)(a + i) != *(ulong*)(b + i))
                        return false;
                }

                return *(ulong*)(a + last) == *(ulong*)(b + last);
            }

            for (nuint i = 0; i < length; i++)
            {
                if (a[i] != b[i])
                    return false;
            }

            return true;
        }
    }

    /// <summary>The offset of the first byte of this value, or -1.</summary>
    public static int IndexOf(ref byte start, byte value, int length)
    {
        const ulong Ones = 0x0101_0101_0101_0101;
        const ulong Tops = 0x8080_8080_8080_8080;
        fixed (byte* bytes = &start)
        {
            int i = 0;
            ulong pattern = value * Ones;
            for (; i + 8 <= length; i += 8)
            {
                // The lowest top bit that is set belongs to the first byte that is zero after the exclusive or.
                ulong word = *(ulong*)(bytes + i) ^ pattern;
                ulong zeros = (word - Ones) & ~word & Tops;
                if (zeros != 0)
                    return i + (Numerics.BitOperations.TrailingZeroCount(zeros) >> 3);
            }

            for (; i < length; i++)
            {
                if (bytes[i] == value)
                    return i;
            }

            return -1;
        }
    }
}
