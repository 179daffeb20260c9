using System;
using System.Numerics;
using System.Threading;

namespace LiteBox.CoreLib.SelfTest;

internal static class NumberTests
{
    private static int s_word;
    private static long s_long;
    private static object? s_reference;

    public static void Run()
    {
        bool bits = true;
        for (int i = 0; i < 64; i++)
        {
            ulong value = Check.Opaque(1UL << i);
            bits &= BitOperations.TrailingZeroCount(value) == i && BitOperations.LeadingZeroCount(value) == 63 - i
                && BitOperations.Log2(value) == i && BitOperations.PopCount(value - 1) == i && BitOperations.IsPow2(value)
                && BitOperations.RoundUpToPowerOf2(value) == value;
            uint small = (uint)value;
            if (i < 32)
                bits &= BitOperations.TrailingZeroCount(small) == i && BitOperations.LeadingZeroCount(small) == 31 - i && BitOperations.Log2(small) == i;
        }

        Check.That(bits);
        Check.That(BitOperations.LeadingZeroCount(Check.Opaque(0u)) == 32 && BitOperations.TrailingZeroCount(Check.Opaque(0UL)) == 64);
        Check.That(BitOperations.RoundUpToPowerOf2(Check.Opaque(33u)) == 64 && BitOperations.RotateLeft(0x80000001u, 1) == 3);
        Check.That(Math.DivRem(Check.Opaque(-7), 2) == (-3, -1) && Math.Clamp(Check.Opaque(11), 0, 10) == 10 && Math.Abs(Check.Opaque(-4L)) == 4);
        Check.That(Math.BigMul(Check.Opaque(ulong.MaxValue), ulong.MaxValue, out ulong low) == ulong.MaxValue - 1 && low == 1);
        Check.That(ulong.Max(3, Check.Opaque(4UL)) == 4 && int.Min(3, Check.Opaque(4)) == 3);
        Check.That(HashCode.Combine(1, 2) != HashCode.Combine(2, 1) && HashCode.Combine(1, 2) == HashCode.Combine(1, 2));

        Check.That(Interlocked.Increment(ref s_word) == 1 && Interlocked.Exchange(ref s_word, 5) == 1);
        Check.That(Interlocked.CompareExchange(ref s_word, 9, 5) == 5 && s_word == 9 && Interlocked.CompareExchange(ref s_word, 1, 5) == 9);
        Check.That(Interlocked.Add(ref s_long, 1L << 40) == 1L << 40 && Interlocked.Or(ref s_long, 3) == 1L << 40 && s_long == (1L << 40) + 3);
        object mine = new();
        Check.That(Interlocked.CompareExchange(ref s_reference, mine, null) is null && ReferenceEquals(s_reference, mine));
        Check.That(ReferenceEquals(Interlocked.Exchange(ref s_reference, null), mine) && Volatile.Read(ref s_reference) is null);
        Volatile.Write(ref s_long, 77);
        Check.That(Volatile.Read(ref s_long) == 77);
    }
}
