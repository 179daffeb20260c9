using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace System;

/// <summary>Equality of two values of a type that is only known at compile time.</summary>
internal static class ElementEquality
{
    /// <summary>By the type's own Equals; enums by their value; null equals null.</summary>
    public static bool AreEqual<T>(T left, T right)
    {
        // A class that has IEquatable<T> overrides Equals as well; to ask for the interface would take a table for each class.
        if (!typeof(T).IsValueType)
            return Equals(left, right);
        return left is IEquatable<T> equatable ? equatable.Equals(right!) : SameBytes(ref left, ref right);
    }

    private static bool SameBytes<T>(ref T left, ref T right) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref left), Unsafe.SizeOf<T>())
            .SequenceEqual(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref right), Unsafe.SizeOf<T>()));
}
