using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System.Runtime;

/// <summary>Casts and array stores. The JIT calls these by name after its own inline checks.</summary>
internal static unsafe class TypeCast
{
    public static object? IsInstanceOfClass(MethodTable* target, object? value)
    {
        if (value is null)
            return null;
        for (MethodTable* type = value.m_pEEType; type != null; type = type->BaseType)
        {
            if (type == target)
                return value;
        }

        return null;
    }

    public static object? IsInstanceOfException(MethodTable* target, object? value) => IsInstanceOfClass(target, value);

    public static object? IsInstanceOfInterface(MethodTable* target, object? value) =>
        value is null || !Implements(value.m_pEEType, target) ? null : value;

    public static object? IsInstanceOfAny(MethodTable* target, object? value) =>
        value is null || !AreAssignable(value.m_pEEType, target) ? null : value;

    public static object? CheckCastClass(MethodTable* target, object? value) => Checked(value, IsInstanceOfClass(target, value));

    public static object? CheckCastClassSpecial(MethodTable* target, object value) => CheckCastClass(target, value);

    public static object? CheckCastInterface(MethodTable* target, object? value) => Checked(value, IsInstanceOfInterface(target, value));

    public static object? CheckCastAny(MethodTable* target, object? value) => Checked(value, IsInstanceOfAny(target, value));

    public static void StelemRef(object?[] array, nint index, object? value)
    {
        ref object? element = ref ElementAt(array, index);
        MethodTable* elementType = array.m_pEEType->ElementTable;
        if (value is not null && value.m_pEEType != elementType && elementType != MethodTable.Of<object>()
            && !AreAssignable(value.m_pEEType, elementType))
            Panic.Fail(PanicKind.ArrayTypeMismatch);
        element = value;
    }

    public static ref object? LdelemaRef(object?[] array, nint index, MethodTable* elementType)
    {
        if (array.m_pEEType->ElementTable != elementType)
            Panic.Fail(PanicKind.ArrayTypeMismatch);
        return ref ElementAt(array, index);
    }

    /// <summary>Whether a variable of the second type can hold an object of the first.</summary>
    public static bool AreAssignable(MethodTable* from, MethodTable* to)
    {
        if (from == to)
            return true;
        if (to->IsInterface)
            return Implements(from, to);
        if (to->IsArray)
        {
            return from->IsArray
                && from->ElementType == to->ElementType
                && AreElementsAssignable(from->ElementTable, to->ElementTable);
        }

        for (MethodTable* type = from->BaseType; type != null; type = type->BaseType)
        {
            if (type == to)
                return true;
        }

        return to->IsVariant && AreVariantsAssignable(from, to);
    }

    private static bool Implements(MethodTable* type, MethodTable* target)
    {
        if (type == target)
            return true;
        MethodTable** interfaces = type->Interfaces;
        int count = type->InterfaceCount;
        for (int i = 0; i < count; i++)
        {
            if (interfaces[i] == target)
                return true;
        }

        if (!target->IsVariant)
            return false;
        for (int i = 0; i < count; i++)
        {
            if (AreVariantsAssignable(interfaces[i], target))
                return true;
        }

        return AreVariantsAssignable(type, target);
    }

    /// <summary>Whether two instances of one generic type are assignable by the variance of its parameters.</summary>
    public static bool AreVariantsAssignable(MethodTable* from, MethodTable* to)
    {
        if (!from->IsVariant || from->GenericDefinition != to->GenericDefinition)
            return false;
        Variance* variances = to->Variances;
        for (int i = 0; i < to->GenericArity; i++)
        {
            MethodTable* given = from->GenericArgument(i);
            MethodTable* wanted = to->GenericArgument(i);
            if (given == wanted)
                continue;
            bool compatible = variances[i] switch
            {
                Variance.Covariant => AreReferencesAssignable(given, wanted),
                Variance.Contravariant => AreReferencesAssignable(wanted, given),
                _ => false,
            };
            if (!compatible)
                return false;
        }

        return true;
    }

    private static bool AreReferencesAssignable(MethodTable* from, MethodTable* to) => !from->IsValueType && AreAssignable(from, to);

    // Besides references, arrays of an enum and of the integers beneath it, or of integers that differ in sign, are the
    // same to the runtime.
    private static bool AreElementsAssignable(MethodTable* from, MethodTable* to) =>
        from == to
        || AreReferencesAssignable(from, to)
        || (from->IsValueType && to->IsValueType && from->ElementType < ElementType.ValueType
            && from->ElementType == to->ElementType);

    private static object? Checked(object? value, object? result)
    {
        if (value is not null && result is null)
            Panic.Fail(PanicKind.InvalidCast);
        return result;
    }

    private static ref object? ElementAt(object?[] array, nint index)
    {
        if ((nuint)index >= (nuint)(uint)array.Length)
            Panic.Fail(PanicKind.IndexOutOfRange);
        return ref Unsafe.Add(ref Unsafe.As<byte, object?>(ref Unsafe.As<RawArrayData>(array).Data), index);
    }
}
