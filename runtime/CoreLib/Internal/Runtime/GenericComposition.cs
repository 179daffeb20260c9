using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Internal.Runtime;

/// <summary>The type arguments of a generic instance and, for variant types, the variance of each.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct GenericComposition
{
    private readonly ushort _arity;
    private readonly MethodTable* _first;

    /// <summary>Number of type arguments.</summary>
    public int Arity => _arity;

    /// <summary>The type arguments.</summary>
    public MethodTable** Arguments => (MethodTable**)((GenericComposition*)Unsafe.AsPointer(in this) + 1) - 1;

    /// <summary>The variance of each.</summary>
    public Variance* Variances => (Variance*)(Arguments + _arity);
}
