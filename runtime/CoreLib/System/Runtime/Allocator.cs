using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System.Runtime;

/// <summary>
/// Makes objects. The fast path pops a cell of a free list and zeroes it; everything else is in <see cref="Heap"/>.
/// Objects carry no word before their type: <see cref="MethodTable.BaseSize"/> counts one that is left out here.
/// </summary>
internal static unsafe class Allocator
{
    private const uint AbsentHeaderSize = 8;

    private static FreeLists s_free;

    /// <summary>A zeroed object of a class or a box.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static object NewObject(MethodTable* type) => AsObject(Allocate(type, type->BaseSize - AbsentHeaderSize));

    /// <summary>A zeroed array or string. A panic for a length that is negative.</summary>
    public static object NewArray(MethodTable* type, int length)
    {
        if (length < 0)
            Panic.FailOutOfRange();
        nuint size = (type->BaseSize - AbsentHeaderSize + ((nuint)(uint)length * type->ComponentSize) + 7) & ~(nuint)7;
        nint array = Allocate(type, size);
        *(int*)(array + sizeof(nint)) = length;
        return AsObject(array);
    }

    /// <summary>Empties the free lists: the cells on them are swept like all others.</summary>
    public static void Reset() => s_free = default;

    [RuntimeExport("RhpNewFast")]
    private static nint NewFast(MethodTable* type) => Allocate(type, type->BaseSize - AbsentHeaderSize);

    [RuntimeExport("RhpNewArrayFast")]
    private static object NewArrayFast(MethodTable* type, nint length) => NewArray(type, CheckedLength(length));

    [RuntimeExport("RhpNewPtrArrayFast")]
    private static object NewPointerArrayFast(MethodTable* type, nint length) => NewArray(type, CheckedLength(length));

    [RuntimeExport("RhNewString")]
    private static object NewString(MethodTable* type, nint length) => NewArray(type, CheckedLength(length));

    private static int CheckedLength(nint length)
    {
        if ((nuint)length > 0x7FFF_FFC7)
            Panic.Fail(PanicKind.Overflow);
        return (int)length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Allocate(MethodTable* type, nuint size)
    {
        if (size > SizeClass.LargestFineSize)
            return AllocateSlow(type, size);
        int sizeClass = (int)((uint)(size + 15) >> 4) - 1;
        nuint cell = s_free[sizeClass];
        if (cell <= 1)
            return AllocateSlow(type, size);
        return Occupy(type, sizeClass, cell - 1, (size + 15) & ~(nuint)15);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Occupy(MethodTable* type, int sizeClass, nuint cell, nuint size)
    {
        s_free[sizeClass] = *(nuint*)cell;
        for (nuint i = 0; i < size; i += 16)
            *(Block16*)(cell + i) = default;
        *(MethodTable**)cell = type;
        return (nint)cell;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint AllocateSlow(MethodTable* type, nuint size)
    {
        Collector.BeforeAllocation();
        if (size > SizeClass.LargestSize)
            return AllocateLarge(type, size);
        int sizeClass = SizeClass.Of((uint)size);
        if (s_free[sizeClass] <= 1)
        {
            nuint first = FirstObjects.Take(sizeClass, size);
            if (first != 0)
            {
                *(MethodTable**)first = type;
                return (nint)first;
            }

            nuint list = Heap.TakeCells(sizeClass);
            if (list == 0)
            {
                Collector.Collect();
                list = Heap.TakeCells(sizeClass);
                if (list == 0)
                    Panic.Fail(PanicKind.OutOfMemory);
            }

            s_free[sizeClass] = list;
        }

        return Occupy(type, sizeClass, s_free[sizeClass] - 1, (size + 15) & ~(nuint)15);
    }

    private static nint AllocateLarge(MethodTable* type, nuint size)
    {
        void* memory = Heap.AllocateLarge(size);
        if (memory == null)
        {
            Collector.Collect();
            memory = Heap.AllocateLarge(size);
            if (memory == null)
                Panic.Fail(PanicKind.OutOfMemory);
        }

        *(MethodTable**)memory = type;
        return (nint)memory;
    }

    private static object AsObject(nint address) => Unsafe.As<nint, object>(ref address);

    [InlineArray(SizeClass.Count)]
    private struct FreeLists
    {
        private nuint _first;
    }
}
