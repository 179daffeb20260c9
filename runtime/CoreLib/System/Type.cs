using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System;

/// <summary>A type, as far as <c>typeof(X) == typeof(Y)</c> needs it: ILC decides such comparisons while compiling.</summary>
public unsafe class Type
{
    private readonly RuntimeTypeHandle _handle;

    private protected Type(RuntimeTypeHandle handle) => _handle = handle;

    /// <summary>The handle.</summary>
    public RuntimeTypeHandle TypeHandle => _handle;

    /// <summary>True for structs, enums and primitives.</summary>
    public bool IsValueType
    {
        [Intrinsic]
        get => ((MethodTable*)_handle.Value)->IsValueType;
    }

    /// <summary>The type of a handle.</summary>
    [Intrinsic]
    public static Type GetTypeFromHandle(RuntimeTypeHandle handle) => new RuntimeType(handle);

    /// <summary>Whether both are the same type.</summary>
    [Intrinsic]
    public static bool operator ==(Type? left, Type? right) =>
        left is null || right is null ? (object?)left == right : left._handle.Value == right._handle.Value;

    /// <summary>Whether they are different types.</summary>
    [Intrinsic]
    public static bool operator !=(Type? left, Type? right) => !(left == right);

    /// <inheritdoc/>
    public override bool Equals(object? other) => other is Type type && this == type;

    /// <inheritdoc/>
    public override int GetHashCode() => _handle.Value.GetHashCode();
}
