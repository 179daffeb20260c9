using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System.Runtime;

/// <summary>Boxes and allocation for ILC, which calls these by name.</summary>
internal static unsafe class RuntimeExports
{
    public static object RhNewObject(MethodTable* type) => Allocator.NewObject(type);

    public static object RhNewArray(MethodTable* type, int length) => Allocator.NewArray(type, length);

    public static object? RhBox(MethodTable* type, ref byte data)
    {
        ref byte value = ref data;
        if (type->IsNullable)
        {
            if (data == 0)
                return null;
            value = ref Unsafe.AddByteOffset(ref data, type->NullableValueOffset);
            type = type->GenericArgument(0);
        }

        object box = Allocator.NewObject(type);
        SpanHelpers.Memmove(ref Unsafe.As<RawData>(box).Data, ref value, type->ValueSize);
        return box;
    }

    public static ref byte RhUnbox2(MethodTable* type, object box)
    {
        RhUnboxTypeTest(type, box.m_pEEType);
        return ref Unsafe.As<RawData>(box).Data;
    }

    public static void RhUnboxNullable(ref byte data, MethodTable* type, object? box)
    {
        if (box is null)
        {
            SpanHelpers.ClearWithoutReferences(ref data, type->ValueSize);
            return;
        }

        MethodTable* valueType = type->GenericArgument(0);
        RhUnboxTypeTest(valueType, box.m_pEEType);
        data = 1;
        SpanHelpers.Memmove(
            ref Unsafe.AddByteOffset(ref data, type->NullableValueOffset), ref Unsafe.As<RawData>(box).Data, valueType->ValueSize);
    }

    // An enum may be unboxed as the integer beneath it.
    public static void RhUnboxTypeTest(MethodTable* type, MethodTable* boxType)
    {
        if (type != boxType && (type->ElementType != boxType->ElementType || type->ElementType >= ElementType.ValueType))
            Panic.Fail(PanicKind.InvalidCast);
    }
}
