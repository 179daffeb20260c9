using Internal.Runtime;

namespace System.Runtime;

/// <summary>
/// Finds the references in an object by the description that ILC puts before its type: a count, and that many pairs of
/// length and offset (a run of references; the length is less the object's size, so that one pair covers an array of any
/// length). A negative count describes arrays of structs: an offset, then runs of references and gaps that repeat.
/// </summary>
internal static unsafe class ObjectScanner
{
    // The description counts a header word before the object that this heap does not have.
    private const nuint AbsentHeaderSize = 8;

    /// <summary>Marks everything that the object refers to.</summary>
    public static void Scan(nuint address)
    {
        MethodTable* type = *(MethodTable**)address;
        if (!type->HasPointers)
            return;
        nuint size = type->BaseSize;
        if (type->HasComponents)
            size += *(uint*)(address + (nuint)sizeof(nint)) * (nuint)type->ComponentSize;
        nint* description = (nint*)type - 1;
        nint count = *description;
        if (count > 0)
            ScanRuns(address, size, description, count);
        else
            ScanElements(address, size - AbsentHeaderSize, description, count);
    }

    private static void ScanRuns(nuint address, nuint size, nint* description, nint count)
    {
        for (nint i = 0; i < count; i++)
        {
            description -= 2;
            nuint* reference = (nuint*)(address + (nuint)description[1]);
            nuint* end = (nuint*)((nuint)reference + (nuint)description[0] + size);
            for (; reference < end; reference++)
                Collector.MarkReference(*reference);
        }
    }

    private static void ScanElements(nuint address, nuint size, nint* description, nint count)
    {
        uint* runs = (uint*)(description - 2);
        nuint* reference = (nuint*)(address + (nuint)description[-1]);
        nuint end = address + size;
        while ((nuint)reference < end)
        {
            // The runs lie before each other: number 0 is the last one in memory.
            for (nint i = 0; i > count; i--)
            {
                nuint* runEnd = reference + runs[i * 2];
                for (; reference < runEnd; reference++)
                    Collector.MarkReference(*reference);
                reference = (nuint*)((nuint)reference + runs[(i * 2) + 1]);
            }
        }
    }
}
