using System.Runtime.CompilerServices;

namespace System.Threading;

/// <summary>
/// Atomic operations, each a full fence. The JIT expands every one of these in place: a body that calls itself is how an
/// operation that only the JIT can express is written.
/// </summary>
public static class Interlocked
{
    /// <summary>Stores <paramref name="value"/> where the location holds <paramref name="comparand"/>; gives what it held.</summary>
    [Intrinsic]
    public static int CompareExchange(ref int location, int value, int comparand) => CompareExchange(ref location, value, comparand);

    /// <summary>Stores a value and gives what was there.</summary>
    [Intrinsic]
    public static int Exchange(ref int location, int value) => Exchange(ref location, value);

    /// <summary>Adds and gives what was there.</summary>
    [Intrinsic]
    public static int ExchangeAdd(ref int location, int value) => ExchangeAdd(ref location, value);

    /// <summary>Adds and gives the sum.</summary>
    public static int Add(ref int location, int value) => ExchangeAdd(ref location, value) + value;

    /// <summary>Adds one and gives the sum.</summary>
    public static int Increment(ref int location) => ExchangeAdd(ref location, 1) + 1;

    /// <summary>Subtracts one and gives the difference.</summary>
    public static int Decrement(ref int location) => ExchangeAdd(ref location, -1) - 1;

    /// <summary>Sets bits and gives what was there.</summary>
    public static int Or(ref int location, int value)
    {
        int seen = location;
        while (true)
        {
            int held = CompareExchange(ref location, seen | value, seen);
            if (held == seen)
                return held;
            seen = held;
        }
    }

    /// <summary>Keeps only these bits and gives what was there.</summary>
    public static int And(ref int location, int value)
    {
        int seen = location;
        while (true)
        {
            int held = CompareExchange(ref location, seen & value, seen);
            if (held == seen)
                return held;
            seen = held;
        }
    }

    /// <summary>Stores <paramref name="value"/> where the location holds <paramref name="comparand"/>; gives what it held.</summary>
    [Intrinsic]
    public static long CompareExchange(ref long location, long value, long comparand) => CompareExchange(ref location, value, comparand);

    /// <summary>Stores a value and gives what was there.</summary>
    [Intrinsic]
    public static long Exchange(ref long location, long value) => Exchange(ref location, value);

    /// <summary>Adds and gives what was there.</summary>
    [Intrinsic]
    public static long ExchangeAdd(ref long location, long value) => ExchangeAdd(ref location, value);

    /// <summary>Adds and gives the sum.</summary>
    public static long Add(ref long location, long value) => ExchangeAdd(ref location, value) + value;

    /// <summary>Adds one and gives the sum.</summary>
    public static long Increment(ref long location) => ExchangeAdd(ref location, 1) + 1;

    /// <summary>Subtracts one and gives the difference.</summary>
    public static long Decrement(ref long location) => ExchangeAdd(ref location, -1) - 1;

    /// <summary>Sets bits and gives what was there.</summary>
    public static long Or(ref long location, long value)
    {
        long seen = location;
        while (true)
        {
            long held = CompareExchange(ref location, seen | value, seen);
            if (held == seen)
                return held;
            seen = held;
        }
    }

    /// <summary>Keeps only these bits and gives what was there.</summary>
    public static long And(ref long location, long value)
    {
        long seen = location;
        while (true)
        {
            long held = CompareExchange(ref location, seen & value, seen);
            if (held == seen)
                return held;
            seen = held;
        }
    }

    /// <summary>Stores <paramref name="value"/> where the location holds <paramref name="comparand"/>; gives what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint CompareExchange(ref uint location, uint value, uint comparand) =>
        (uint)CompareExchange(ref Unsafe.As<uint, int>(ref location), (int)value, (int)comparand);

    /// <summary>Stores a value and gives what was there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Exchange(ref uint location, uint value) => (uint)Exchange(ref Unsafe.As<uint, int>(ref location), (int)value);

    /// <summary>Adds and gives the sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Add(ref uint location, uint value) => (uint)Add(ref Unsafe.As<uint, int>(ref location), (int)value);

    /// <summary>Adds one and gives the sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Increment(ref uint location) => (uint)Increment(ref Unsafe.As<uint, int>(ref location));

    /// <summary>Subtracts one and gives the difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Decrement(ref uint location) => (uint)Decrement(ref Unsafe.As<uint, int>(ref location));

    /// <summary>Stores <paramref name="value"/> where the location holds <paramref name="comparand"/>; gives what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong CompareExchange(ref ulong location, ulong value, ulong comparand) =>
        (ulong)CompareExchange(ref Unsafe.As<ulong, long>(ref location), (long)value, (long)comparand);

    /// <summary>Stores a value and gives what was there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Exchange(ref ulong location, ulong value) => (ulong)Exchange(ref Unsafe.As<ulong, long>(ref location), (long)value);

    /// <summary>Adds and gives the sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(ref ulong location, ulong value) => (ulong)Add(ref Unsafe.As<ulong, long>(ref location), (long)value);

    /// <summary>Adds one and gives the sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Increment(ref ulong location) => (ulong)Increment(ref Unsafe.As<ulong, long>(ref location));

    /// <summary>Subtracts one and gives the difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Decrement(ref ulong location) => (ulong)Decrement(ref Unsafe.As<ulong, long>(ref location));

    /// <summary>Stores <paramref name="value"/> where the location holds <paramref name="comparand"/>; gives what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint CompareExchange(ref nint location, nint value, nint comparand) =>
        (nint)CompareExchange(ref Unsafe.As<nint, long>(ref location), (long)value, (long)comparand);

    /// <summary>Stores a value and gives what was there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Exchange(ref nint location, nint value) => (nint)Exchange(ref Unsafe.As<nint, long>(ref location), (long)value);

    /// <summary>Stores <paramref name="value"/> where the location holds <paramref name="comparand"/>; gives what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint CompareExchange(ref nuint location, nuint value, nuint comparand) =>
        (nuint)CompareExchange(ref Unsafe.As<nuint, long>(ref location), (long)value, (long)comparand);

    /// <summary>Stores a value and gives what was there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Exchange(ref nuint location, nuint value) => (nuint)Exchange(ref Unsafe.As<nuint, long>(ref location), (long)value);

    /// <summary>Stores a reference and gives what was there.</summary>
    public static object? Exchange(ref object? location, object? value) =>
        ToReference(Exchange(ref Unsafe.As<object?, nint>(ref location), Unsafe.As<object?, nint>(ref value)));

    /// <summary>Stores a reference where the location holds <paramref name="comparand"/>; gives what it held.</summary>
    public static object? CompareExchange(ref object? location, object? value, object? comparand) =>
        ToReference(CompareExchange(
            ref Unsafe.As<object?, nint>(ref location), Unsafe.As<object?, nint>(ref value), Unsafe.As<object?, nint>(ref comparand)));

    /// <summary>Stores a reference and gives what was there.</summary>
    [Intrinsic]
    public static T Exchange<T>(ref T location, T value)
        where T : class? => Unsafe.As<T>(Exchange(ref Unsafe.As<T, object?>(ref location), value))!;

    /// <summary>Stores a reference where the location holds <paramref name="comparand"/>; gives what it held.</summary>
    [Intrinsic]
    public static T CompareExchange<T>(ref T location, T value, T comparand)
        where T : class? => Unsafe.As<T>(CompareExchange(ref Unsafe.As<T, object?>(ref location), value, comparand))!;

    /// <summary>No access moves across it.</summary>
    [Intrinsic]
    public static void MemoryBarrier() => MemoryBarrier();

    private static object? ToReference(nint address) => Unsafe.As<nint, object?>(ref address);
}
