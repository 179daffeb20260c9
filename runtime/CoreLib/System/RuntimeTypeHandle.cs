using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System;

/// <summary>The address of a type's <see cref="MethodTable"/>.</summary>
public readonly unsafe struct RuntimeTypeHandle
{
    private readonly nint _value;

    internal RuntimeTypeHandle(MethodTable* type) => _value = (nint)type;

    /// <summary>The address.</summary>
    public nint Value => _value;

    [Intrinsic]
    internal static nint ToIntPtr(RuntimeTypeHandle handle) => handle._value;
}
