namespace System;

/// <summary>Arithmetic on integers.</summary>
public static class Math
{
    /// <summary>The smaller one.</summary>
    public static int Min(int left, int right) => left <= right ? left : right;

    /// <summary>The larger one.</summary>
    public static int Max(int left, int right) => left >= right ? left : right;

    /// <summary>The nearest value in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public static int Clamp(int value, int min, int max) => value < min ? min : value > max ? max : value;

    /// <summary>The smaller one.</summary>
    public static uint Min(uint left, uint right) => left <= right ? left : right;

    /// <summary>The larger one.</summary>
    public static uint Max(uint left, uint right) => left >= right ? left : right;

    /// <summary>The nearest value in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public static uint Clamp(uint value, uint min, uint max) => value < min ? min : value > max ? max : value;

    /// <summary>The smaller one.</summary>
    public static long Min(long left, long right) => left <= right ? left : right;

    /// <summary>The larger one.</summary>
    public static long Max(long left, long right) => left >= right ? left : right;

    /// <summary>The nearest value in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public static long Clamp(long value, long min, long max) => value < min ? min : value > max ? max : value;

    /// <summary>The smaller one.</summary>
    public static ulong Min(ulong left, ulong right) => left <= right ? left : right;

    /// <summary>The larger one.</summary>
    public static ulong Max(ulong left, ulong right) => left >= right ? left : right;

    /// <summary>The nearest value in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public static ulong Clamp(ulong value, ulong min, ulong max) => value < min ? min : value > max ? max : value;

    /// <summary>The smaller one.</summary>
    public static byte Min(byte left, byte right) => left <= right ? left : right;

    /// <summary>The larger one.</summary>
    public static byte Max(byte left, byte right) => left >= right ? left : right;

    /// <summary>The nearest value in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public static byte Clamp(byte value, byte min, byte max) => value < min ? min : value > max ? max : value;

    /// <summary>The smaller one.</summary>
    public static sbyte Min(sbyte left, sbyte right) => left <= right ? left : right;

    /// <summary>The larger one.</summary>
    public static sbyte Max(sbyte left, sbyte right) => left >= right ? left : right;

    /// <summary>The nearest value in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public static sbyte Clamp(sbyte value, sbyte min, sbyte max) => value < min ? min : value > max ? max : value;

    /// <summary>The smaller one.</summary>
    public static short Min(short left, short right) => left <= right ? left : right;

    /// <summary>The larger one.</summary>
    public static short Max(short left, short right) => left >= right ? left : right;

    /// <summary>The nearest value in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public static short Clamp(short value, short min, short max) => value < min ? min : value > max ? max : value;

    /// <summary>The smaller one.</summary>
    public static ushort Min(ushort left, ushort right) => left <= right ? left : right;

    /// <summary>The larger one.</summary>
    public static ushort Max(ushort left, ushort right) => left >= right ? left : right;

    /// <summary>The nearest value in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public static ushort Clamp(ushort value, ushort min, ushort max) => value < min ? min : value > max ? max : value;

    /// <summary>The smaller one.</summary>
    public static nint Min(nint left, nint right) => left <= right ? left : right;

    /// <summary>The larger one.</summary>
    public static nint Max(nint left, nint right) => left >= right ? left : right;

    /// <summary>The nearest value in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public static nint Clamp(nint value, nint min, nint max) => value < min ? min : value > max ? max : value;

    /// <summary>The smaller one.</summary>
    public static nuint Min(nuint left, nuint right) => left <= right ? left : right;

    /// <summary>The larger one.</summary>
    public static nuint Max(nuint left, nuint right) => left >= right ? left : right;

    /// <summary>The nearest value in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public static nuint Clamp(nuint value, nuint min, nuint max) => value < min ? min : value > max ? max : value;

    /// <summary>The magnitude; the lowest value is a panic.</summary>
    public static int Abs(int value) => value < 0 ? checked(-value) : value;

    /// <summary>-1, 0 or 1.</summary>
    public static int Sign(int value) => value < 0 ? -1 : value > 0 ? 1 : 0;

    /// <summary>The magnitude; the lowest value is a panic.</summary>
    public static long Abs(long value) => value < 0 ? checked(-value) : value;

    /// <summary>-1, 0 or 1.</summary>
    public static int Sign(long value) => value < 0 ? -1 : value > 0 ? 1 : 0;

    /// <summary>The magnitude; the lowest value is a panic.</summary>
    public static nint Abs(nint value) => value < 0 ? checked(-value) : value;

    /// <summary>-1, 0 or 1.</summary>
    public static int Sign(nint value) => value < 0 ? -1 : value > 0 ? 1 : 0;

    /// <summary>Quotient and remainder.</summary>
    public static (int Quotient, int Remainder) DivRem(int left, int right)
    {
        int quotient = left / right;
        return (quotient, left - (quotient * right));
    }

    /// <summary>Quotient and remainder.</summary>
    public static (uint Quotient, uint Remainder) DivRem(uint left, uint right)
    {
        uint quotient = left / right;
        return (quotient, left - (quotient * right));
    }

    /// <summary>Quotient and remainder.</summary>
    public static (long Quotient, long Remainder) DivRem(long left, long right)
    {
        long quotient = left / right;
        return (quotient, left - (quotient * right));
    }

    /// <summary>Quotient and remainder.</summary>
    public static (ulong Quotient, ulong Remainder) DivRem(ulong left, ulong right)
    {
        ulong quotient = left / right;
        return (quotient, left - (quotient * right));
    }

    /// <summary>The 64-bit product of two 32-bit numbers.</summary>
    public static long BigMul(int left, int right) => (long)left * right;

    /// <summary>The 64-bit product of two 32-bit numbers.</summary>
    public static ulong BigMul(uint left, uint right) => (ulong)left * right;

    /// <summary>The 128-bit product of two 64-bit numbers: its high half, and its low half in <paramref name="low"/>.</summary>
    public static ulong BigMul(ulong left, ulong right, out ulong low)
    {
        ulong leftLow = (uint)left, leftHigh = left >> 32, rightLow = (uint)right, rightHigh = right >> 32;
        ulong middle = (leftHigh * rightLow) + ((leftLow * rightLow) >> 32);
        ulong carry = (leftLow * rightHigh) + (uint)middle;
        low = left * right;
        return (leftHigh * rightHigh) + (middle >> 32) + (carry >> 32);
    }
}
