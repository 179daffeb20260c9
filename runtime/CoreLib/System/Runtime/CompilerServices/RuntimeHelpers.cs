using Internal.Runtime;

namespace System.Runtime.CompilerServices;

/// <summary>What compilers ask of the runtime.</summary>
public static unsafe class RuntimeHelpers
{
    /// <summary>Bytes from the start of a string object to its units; older compilers pin strings with it.</summary>
    public static int OffsetToStringData => 12;

    /// <summary>Fills a new array with constant data.</summary>
    [Intrinsic]
    public static void InitializeArray(Array array, RuntimeFieldHandle fieldHandle) => Panic.Fail(PanicKind.NotSupported);

    /// <summary>Constant data as a range.</summary>
    [Intrinsic]
    public static ReadOnlySpan<T> CreateSpan<T>(RuntimeFieldHandle fieldHandle)
    {
        Panic.Fail(PanicKind.NotSupported);
        return default;
    }

    /// <summary>Whether the type is a reference or contains one.</summary>
    [Intrinsic]
    public static bool IsReferenceOrContainsReferences<T>()
        where T : allows ref struct => MethodTable.Of<T>()->HasPointers || !MethodTable.Of<T>()->IsValueType;

    /// <summary>Whether equality of two values is equality of their bytes.</summary>
    [Intrinsic]
    internal static bool IsBitwiseEquatable<T>() => false;

    /// <summary>Whether the argument is constant after inlining.</summary>
    [Intrinsic]
    internal static bool IsKnownConstant<T>(T value) => false;

    /// <summary>A hash by identity: objects do not move.</summary>
    public static int GetHashCode(object? value)
    {
        ulong address = (ulong)*(nint*)Unsafe.AsPointer(ref value);
        return (int)(((address >> 4) * 0x9E37_79B9_7F4A_7C15) >> 32);
    }

    /// <summary>Part of an array; ranges in C# compile to it.</summary>
    public static T[] GetSubArray<T>(T[] array, Range range)
    {
        (int offset, int length) = range.GetOffsetAndLength(array.Length);
        return new ReadOnlySpan<T>(array, offset, length).ToArray();
    }

    /// <summary>Runs a static constructor now if it has not run.</summary>
    [Intrinsic]
    public static void RunClassConstructor(RuntimeTypeHandle type) => Panic.Fail(PanicKind.NotSupported);
}
