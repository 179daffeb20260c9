using System.Diagnostics.CodeAnalysis;

namespace System.Runtime.CompilerServices;

/// <summary>
/// Reinterpretation of references. The JIT expands every member in place; the bodies here say what each does where C# can
/// and are never compiled where it cannot.
/// </summary>
public static unsafe class Unsafe
{
    /// <summary>The address of a reference.</summary>
    [Intrinsic]
    public static void* AsPointer<T>(ref readonly T value)
        where T : allows ref struct => throw null!;

    /// <summary>Bytes of a value.</summary>
    [Intrinsic]
    public static int SizeOf<T>()
        where T : allows ref struct => throw null!;

    /// <summary>The object, taken to be of the class.</summary>
    [Intrinsic]
    [return: NotNullIfNotNull(nameof(value))]
    public static T As<T>(object? value)
        where T : class? => throw null!;

    /// <summary>The reference, taken to be to another type.</summary>
    [Intrinsic]
    public static ref TTo As<TFrom, TTo>(ref TFrom source)
        where TFrom : allows ref struct
        where TTo : allows ref struct => throw null!;

    /// <summary>The value, taken to be of another type of the same size.</summary>
    [Intrinsic]
    public static TTo BitCast<TFrom, TTo>(TFrom source)
        where TFrom : allows ref struct
        where TTo : allows ref struct => throw null!;

    /// <summary>A reference to an address.</summary>
    [Intrinsic]
    public static ref T AsRef<T>(void* source)
        where T : allows ref struct => throw null!;

    /// <summary>A writable reference.</summary>
    [Intrinsic]
    public static ref T AsRef<T>(scoped ref readonly T source)
        where T : allows ref struct => throw null!;

    /// <summary>Some elements further.</summary>
    [Intrinsic]
    public static ref T Add<T>(ref T source, int elementOffset)
        where T : allows ref struct => throw null!;

    /// <summary>Some elements further.</summary>
    [Intrinsic]
    public static ref T Add<T>(ref T source, nint elementOffset)
        where T : allows ref struct => throw null!;

    /// <summary>Some elements further.</summary>
    [Intrinsic]
    public static ref T Add<T>(ref T source, nuint elementOffset)
        where T : allows ref struct => throw null!;

    /// <summary>Some bytes further.</summary>
    [Intrinsic]
    public static ref T AddByteOffset<T>(ref T source, nint byteOffset)
        where T : allows ref struct => throw null!;

    /// <summary>Some bytes further.</summary>
    [Intrinsic]
    public static ref T AddByteOffset<T>(ref T source, nuint byteOffset)
        where T : allows ref struct => throw null!;

    /// <summary>Some elements back.</summary>
    [Intrinsic]
    public static ref T Subtract<T>(ref T source, int elementOffset)
        where T : allows ref struct => throw null!;

    /// <summary>Bytes from one reference to another.</summary>
    [Intrinsic]
    public static nint ByteOffset<T>(ref readonly T origin, ref readonly T target)
        where T : allows ref struct => throw null!;

    /// <summary>Whether both are the same place.</summary>
    [Intrinsic]
    public static bool AreSame<T>(ref readonly T left, ref readonly T right)
        where T : allows ref struct => throw null!;

    /// <summary>Whether the first lies behind the second.</summary>
    [Intrinsic]
    public static bool IsAddressGreaterThan<T>(ref readonly T left, ref readonly T right)
        where T : allows ref struct => throw null!;

    /// <summary>Whether the first lies before the second.</summary>
    [Intrinsic]
    public static bool IsAddressLessThan<T>(ref readonly T left, ref readonly T right)
        where T : allows ref struct => throw null!;

    /// <summary>The reference to nothing.</summary>
    [Intrinsic]
    public static ref T NullRef<T>()
        where T : allows ref struct => throw null!;

    /// <summary>Whether it refers to nothing.</summary>
    [Intrinsic]
    public static bool IsNullRef<T>(ref readonly T source)
        where T : allows ref struct => throw null!;

    /// <summary>Leaves a variable as it is.</summary>
    [Intrinsic]
    public static void SkipInit<T>(out T value)
        where T : allows ref struct => throw null!;

    /// <summary>Loads from any address.</summary>
    [Intrinsic]
    public static T ReadUnaligned<T>(void* source)
        where T : allows ref struct => throw null!;

    /// <summary>Loads from any address.</summary>
    [Intrinsic]
    public static T ReadUnaligned<T>(ref readonly byte source)
        where T : allows ref struct => throw null!;

    /// <summary>Stores at any address.</summary>
    [Intrinsic]
    public static void WriteUnaligned<T>(void* destination, T value)
        where T : allows ref struct => throw null!;

    /// <summary>Stores at any address.</summary>
    [Intrinsic]
    public static void WriteUnaligned<T>(ref byte destination, T value)
        where T : allows ref struct => throw null!;

    /// <summary>The value in a box, in place.</summary>
    [Intrinsic]
    public static ref T Unbox<T>(object box)
        where T : struct => ref As<byte, T>(ref As<RawData>(box).Data);
}
