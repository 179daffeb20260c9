using System.Runtime.CompilerServices;

namespace System.Numerics;

/// <summary>Operations on single bits. The JIT knows most of them as instructions.</summary>
public static class BitOperations
{
    /// <summary>Zeros before the highest one; 32 for 0.</summary>
    [Intrinsic]
    public static int LeadingZeroCount(uint value) => value == 0 ? 32 : 31 - Log2Software(value);

    /// <summary>Zeros before the highest one; 64 for 0.</summary>
    [Intrinsic]
    public static int LeadingZeroCount(ulong value)
    {
        uint high = (uint)(value >> 32);
        return high == 0 ? 32 + LeadingZeroCount((uint)value) : LeadingZeroCount(high);
    }

    /// <summary>Zeros before the highest one.</summary>
    [Intrinsic]
    public static int LeadingZeroCount(nuint value) => LeadingZeroCount((ulong)value);

    /// <summary>Zeros behind the lowest one; 32 for 0.</summary>
    [Intrinsic]
    public static int TrailingZeroCount(int value) => TrailingZeroCount((uint)value);

    /// <summary>Zeros behind the lowest one; 32 for 0.</summary>
    [Intrinsic]
    public static int TrailingZeroCount(uint value) => value == 0 ? 32 : Log2Software(value & (0 - value));

    /// <summary>Zeros behind the lowest one; 64 for 0.</summary>
    [Intrinsic]
    public static int TrailingZeroCount(long value) => TrailingZeroCount((ulong)value);

    /// <summary>Zeros behind the lowest one; 64 for 0.</summary>
    [Intrinsic]
    public static int TrailingZeroCount(ulong value)
    {
        uint low = (uint)value;
        return low == 0 ? 32 + TrailingZeroCount((uint)(value >> 32)) : TrailingZeroCount(low);
    }

    /// <summary>Number of ones.</summary>
    [Intrinsic]
    public static int PopCount(uint value)
    {
        value -= (value >> 1) & 0x5555_5555;
        value = (value & 0x3333_3333) + ((value >> 2) & 0x3333_3333);
        return (int)((((value + (value >> 4)) & 0x0F0F_0F0F) * 0x0101_0101) >> 24);
    }

    /// <summary>Number of ones.</summary>
    [Intrinsic]
    public static int PopCount(ulong value) => PopCount((uint)value) + PopCount((uint)(value >> 32));

    /// <summary>The index of the highest one; 0 for 0.</summary>
    [Intrinsic]
    public static int Log2(uint value) => 31 - LeadingZeroCount(value | 1);

    /// <summary>The index of the highest one; 0 for 0.</summary>
    [Intrinsic]
    public static int Log2(ulong value) => 63 - LeadingZeroCount(value | 1);

    /// <summary>Whether exactly one bit is set.</summary>
    public static bool IsPow2(int value) => (value & (value - 1)) == 0 && value > 0;

    /// <summary>Whether exactly one bit is set.</summary>
    public static bool IsPow2(uint value) => (value & (value - 1)) == 0 && value != 0;

    /// <summary>Whether exactly one bit is set.</summary>
    public static bool IsPow2(long value) => (value & (value - 1)) == 0 && value > 0;

    /// <summary>Whether exactly one bit is set.</summary>
    public static bool IsPow2(ulong value) => (value & (value - 1)) == 0 && value != 0;

    /// <summary>The lowest power of two that is not less; 0 when it does not fit.</summary>
    public static uint RoundUpToPowerOf2(uint value) => value <= 1 ? value : (uint)(1UL << (32 - LeadingZeroCount(value - 1)));

    /// <summary>The lowest power of two that is not less; 0 when it does not fit.</summary>
    public static ulong RoundUpToPowerOf2(ulong value)
    {
        int shift = 64 - LeadingZeroCount(value - 1);
        return value <= 1 ? value : shift == 64 ? 0 : 1UL << shift;
    }

    /// <summary>Rotates to the left.</summary>
    [Intrinsic]
    public static uint RotateLeft(uint value, int offset) => (value << offset) | (value >> (32 - offset));

    /// <summary>Rotates to the left.</summary>
    [Intrinsic]
    public static ulong RotateLeft(ulong value, int offset) => (value << offset) | (value >> (64 - offset));

    /// <summary>Rotates to the right.</summary>
    [Intrinsic]
    public static uint RotateRight(uint value, int offset) => (value >> offset) | (value << (32 - offset));

    /// <summary>Rotates to the right.</summary>
    [Intrinsic]
    public static ulong RotateRight(ulong value, int offset) => (value >> offset) | (value << (64 - offset));

    private static int Log2Software(uint value)
    {
        int result = 0;
        for (int step = 16; step != 0; step >>= 1)
        {
            if (value >> step != 0)
            {
                value >>= step;
                result += step;
            }
        }

        return result;
    }
}
