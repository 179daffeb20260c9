using System.Numerics;

namespace System;

/// <summary>
/// Hashes of several values. The seed is fixed: keys of the library OS are its own numbers, or bytes that its callers hash
/// with a random key.
/// </summary>
public struct HashCode
{
    private const uint Seed = 0x9E37_79B1;

    private uint _state;
    private uint _count;

    /// <summary>Adds a value.</summary>
    public void Add<T>(T value)
    {
        _state = Mix(_state, value is null ? 0 : (uint)value.GetHashCode());
        _count++;
    }

    /// <summary>Adds bytes.</summary>
    public void AddBytes(ReadOnlySpan<byte> value)
    {
        foreach (byte unit in value)
            _state = Mix(_state, unit);
        _count += (uint)value.Length;
    }

    /// <summary>The hash of all values so far.</summary>
    public readonly int ToHashCode() => Finish(_state + _count);

    /// <summary>The hash of 1 value.</summary>
    public static int Combine<T1>(T1 value1)
    {
        uint state = 1;
        state = Mix(state, value1 is null ? 0 : (uint)value1.GetHashCode());
        return Finish(state);
    }

    /// <summary>The hash of 2 values.</summary>
    public static int Combine<T1, T2>(T1 value1, T2 value2)
    {
        uint state = 2;
        state = Mix(state, value1 is null ? 0 : (uint)value1.GetHashCode());
        state = Mix(state, value2 is null ? 0 : (uint)value2.GetHashCode());
        return Finish(state);
    }

    /// <summary>The hash of 3 values.</summary>
    public static int Combine<T1, T2, T3>(T1 value1, T2 value2, T3 value3)
    {
        uint state = 3;
        state = Mix(state, value1 is null ? 0 : (uint)value1.GetHashCode());
        state = Mix(state, value2 is null ? 0 : (uint)value2.GetHashCode());
        state = Mix(state, value3 is null ? 0 : (uint)value3.GetHashCode());
        return Finish(state);
    }

    /// <summary>The hash of 4 values.</summary>
    public static int Combine<T1, T2, T3, T4>(T1 value1, T2 value2, T3 value3, T4 value4)
    {
        uint state = 4;
        state = Mix(state, value1 is null ? 0 : (uint)value1.GetHashCode());
        state = Mix(state, value2 is null ? 0 : (uint)value2.GetHashCode());
        state = Mix(state, value3 is null ? 0 : (uint)value3.GetHashCode());
        state = Mix(state, value4 is null ? 0 : (uint)value4.GetHashCode());
        return Finish(state);
    }

    /// <summary>The hash of 5 values.</summary>
    public static int Combine<T1, T2, T3, T4, T5>(T1 value1, T2 value2, T3 value3, T4 value4, T5 value5)
    {
        uint state = 5;
        state = Mix(state, value1 is null ? 0 : (uint)value1.GetHashCode());
        state = Mix(state, value2 is null ? 0 : (uint)value2.GetHashCode());
        state = Mix(state, value3 is null ? 0 : (uint)value3.GetHashCode());
        state = Mix(state, value4 is null ? 0 : (uint)value4.GetHashCode());
        state = Mix(state, value5 is null ? 0 : (uint)value5.GetHashCode());
        return Finish(state);
    }

    /// <summary>The hash of 6 values.</summary>
    public static int Combine<T1, T2, T3, T4, T5, T6>(T1 value1, T2 value2, T3 value3, T4 value4, T5 value5, T6 value6)
    {
        uint state = 6;
        state = Mix(state, value1 is null ? 0 : (uint)value1.GetHashCode());
        state = Mix(state, value2 is null ? 0 : (uint)value2.GetHashCode());
        state = Mix(state, value3 is null ? 0 : (uint)value3.GetHashCode());
        state = Mix(state, value4 is null ? 0 : (uint)value4.GetHashCode());
        state = Mix(state, value5 is null ? 0 : (uint)value5.GetHashCode());
        state = Mix(state, value6 is null ? 0 : (uint)value6.GetHashCode());
        return Finish(state);
    }

    /// <summary>The hash of 7 values.</summary>
    public static int Combine<T1, T2, T3, T4, T5, T6, T7>(T1 value1, T2 value2, T3 value3, T4 value4, T5 value5, T6 value6, T7 value7)
    {
        uint state = 7;
        state = Mix(state, value1 is null ? 0 : (uint)value1.GetHashCode());
        state = Mix(state, value2 is null ? 0 : (uint)value2.GetHashCode());
        state = Mix(state, value3 is null ? 0 : (uint)value3.GetHashCode());
        state = Mix(state, value4 is null ? 0 : (uint)value4.GetHashCode());
        state = Mix(state, value5 is null ? 0 : (uint)value5.GetHashCode());
        state = Mix(state, value6 is null ? 0 : (uint)value6.GetHashCode());
        state = Mix(state, value7 is null ? 0 : (uint)value7.GetHashCode());
        return Finish(state);
    }

    /// <summary>The hash of 8 values.</summary>
    public static int Combine<T1, T2, T3, T4, T5, T6, T7, T8>(T1 value1, T2 value2, T3 value3, T4 value4, T5 value5, T6 value6, T7 value7, T8 value8)
    {
        uint state = 8;
        state = Mix(state, value1 is null ? 0 : (uint)value1.GetHashCode());
        state = Mix(state, value2 is null ? 0 : (uint)value2.GetHashCode());
        state = Mix(state, value3 is null ? 0 : (uint)value3.GetHashCode());
        state = Mix(state, value4 is null ? 0 : (uint)value4.GetHashCode());
        state = Mix(state, value5 is null ? 0 : (uint)value5.GetHashCode());
        state = Mix(state, value6 is null ? 0 : (uint)value6.GetHashCode());
        state = Mix(state, value7 is null ? 0 : (uint)value7.GetHashCode());
        state = Mix(state, value8 is null ? 0 : (uint)value8.GetHashCode());
        return Finish(state);
    }

    private static uint Mix(uint state, uint value) => BitOperations.RotateLeft(state + (value * 0xC2B2_AE3D), 17) * 0x27D4_EB2F;

    private static int Finish(uint state)
    {
        state = (state ^ Seed ^ (state >> 15)) * 0x85EB_CA77;
        state = (state ^ (state >> 13)) * 0xC2B2_AE3D;
        return (int)(state ^ (state >> 16));
    }
}
