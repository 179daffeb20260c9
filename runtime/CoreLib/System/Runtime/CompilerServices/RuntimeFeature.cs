namespace System.Runtime.CompilerServices;

/// <summary>What the runtime can do; the C# compiler reads the names.</summary>
public static class RuntimeFeature
{
    /// <summary>Default methods of interfaces.</summary>
    public const string DefaultImplementationsOfInterfaces = nameof(DefaultImplementationsOfInterfaces);

    /// <summary>Calling conventions of function pointers.</summary>
    public const string UnmanagedSignatureCallingConvention = nameof(UnmanagedSignatureCallingConvention);

    /// <summary>Overrides with a more derived result.</summary>
    public const string CovariantReturnsOfClasses = nameof(CovariantReturnsOfClasses);

    /// <summary>References as fields of ref structs.</summary>
    public const string ByRefFields = nameof(ByRefFields);

    /// <summary>Ref structs as type arguments.</summary>
    public const string ByRefLikeGenerics = nameof(ByRefLikeGenerics);

    /// <summary>Static abstract members of interfaces.</summary>
    public const string VirtualStaticsInInterfaces = nameof(VirtualStaticsInInterfaces);

    /// <summary>nint and nuint are IntPtr and UIntPtr.</summary>
    public const string NumericIntPtr = nameof(NumericIntPtr);

    /// <summary>Debug information in the portable format.</summary>
    public const string PortablePdb = nameof(PortablePdb);
}
