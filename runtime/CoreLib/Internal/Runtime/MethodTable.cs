using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Internal.Runtime;

/// <summary>
/// A type as ILC 10.0 lays it out in the image: this header, the virtual methods, the interfaces, and optional words
/// whose presence the flags tell. The description of its references (see <see cref="System.Runtime.ObjectScanner"/>) lies before it.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct MethodTable
{
    private const uint HasDispatchMap = 0x0004_0000;
    private const uint HasFinalizer = 0x0010_0000;
    private const uint HasSealedVirtuals = 0x0040_0000;
    private const uint HasVariance = 0x0080_0000;
    private const uint HasPointersFlag = 0x0100_0000;
    private const uint IsGenericFlag = 0x0200_0000;
    private const uint HasComponentSize = 0x8000_0000;
    private const int ElementTypeShift = 26;

    private readonly uint _flags;
    private readonly uint _baseSize;
    private readonly MethodTable* _relatedType;
    private readonly ushort _virtualCount;
    private readonly ushort _interfaceCount;
    private readonly uint _hashCode;

    /// <summary>The type's table; ILC puts the address in place of the call.</summary>
    [Intrinsic]
    internal static MethodTable* Of<T>()
        where T : allows ref struct => Of<T>();

    /// <summary>Bytes of an element, for arrays and strings.</summary>
    public uint ComponentSize => (int)_flags < 0 ? _flags & 0xFFFF : 0;

    /// <summary>Whether instances have a number of elements.</summary>
    public bool HasComponents => (_flags & HasComponentSize) != 0;

    /// <summary>Bytes of an instance without elements, with the header word before it that this runtime leaves out.</summary>
    public uint BaseSize => _baseSize;

    /// <summary>Whether instances hold references.</summary>
    public bool HasPointers => (_flags & HasPointersFlag) != 0;

    /// <summary>Number of interfaces, inherited ones too.</summary>
    public int InterfaceCount => _interfaceCount;

    /// <summary>Number of virtual methods in the table.</summary>
    public int VirtualCount => _virtualCount;

    /// <summary>The kind of type.</summary>
    public ElementType ElementType => (ElementType)((_flags >> ElementTypeShift) & 0x1F);

    /// <summary>Structs, enums and primitives.</summary>
    public bool IsValueType => ElementType < ElementType.Class;

    /// <summary>Interfaces.</summary>
    public bool IsInterface => ElementType == ElementType.Interface;

    /// <summary>Arrays of one dimension.</summary>
    public bool IsArray => ElementType is ElementType.SzArray or ElementType.Array;

    /// <summary>Nullable structs.</summary>
    public bool IsNullable => ElementType == ElementType.Nullable;

    /// <summary>An instance of a generic type.</summary>
    public bool IsGeneric => (_flags & IsGenericFlag) != 0;

    /// <summary>A generic interface or delegate with a variant parameter.</summary>
    public bool IsVariant => (_flags & HasVariance) != 0;

    /// <summary>The element type of an array.</summary>
    public MethodTable* ElementTable => _relatedType;

    /// <summary>The base class; null for interfaces and for Object.</summary>
    public MethodTable* BaseType => IsArray ? Of<Array>() : _relatedType;

    /// <summary>Bytes of a value of the struct outside a box.</summary>
    public uint ValueSize => _baseSize - (2 * (uint)sizeof(nint)) - ((_flags & 0xE0) >> 5);

    /// <summary>Where the value of a nullable struct lies behind its flag.</summary>
    public uint NullableValueOffset => 1u << (int)((_flags & 0x700) >> 8);

    /// <summary>The virtual methods.</summary>
    public nint* Virtuals => (nint*)(Self + 1);

    /// <summary>The interfaces.</summary>
    public MethodTable** Interfaces => (MethodTable**)(Virtuals + _virtualCount);

    /// <summary>Which virtual method implements which interface method; null when there is none.</summary>
    public DispatchMap* DispatchMap => (_flags & HasDispatchMap) != 0 ? (DispatchMap*)Relative(OptionalWords + 2) : null;

    /// <summary>A virtual method that no class can override; it is not in the table.</summary>
    public nint SealedVirtual(int index) => (nint)Relative((int*)Relative(AfterFinalizer) + index);

    /// <summary>The generic definition that this is an instance of.</summary>
    public MethodTable* GenericDefinition => (MethodTable*)Relative(GenericWords);

    /// <summary>Number of type arguments. A definition has it where other types have their size.</summary>
    public int GenericArity => (int)GenericDefinition->_baseSize;

    /// <summary>A type argument: a single one takes the place of the list.</summary>
    public MethodTable* GenericArgument(int index)
    {
        int* word = GenericWords + 1;
        return (MethodTable*)Relative(GenericArity == 1 ? word : (int*)Relative(word) + index);
    }

    /// <summary>The variance of the type parameters, which the definition has.</summary>
    public Variance* Variances => (Variance*)Relative(GenericDefinition->GenericWords);

    private MethodTable* Self => (MethodTable*)Unsafe.AsPointer(in this);

    // Behind the interfaces: type manager, writable data, then the words that exist only where a flag says so.
    private int* OptionalWords => (int*)(Interfaces + _interfaceCount);

    private int* AfterFinalizer =>
        OptionalWords + 2 + ((_flags & HasDispatchMap) != 0 ? 1 : 0) + ((_flags & HasFinalizer) != 0 ? 1 : 0);

    private int* GenericWords => AfterFinalizer + ((_flags & HasSealedVirtuals) != 0 ? 1 : 0);

    private static void* Relative(int* word) => (byte*)word + *word;
}
