namespace System.Runtime;

/// <summary>Memory of the South for the heap.</summary>
internal static unsafe class Pages
{
    // Hosts tend to put memory beside what they gave last, which makes it aligned after the first.
    private static bool s_isBesideAligned;

    /// <summary>Zero-filled pages, or null.</summary>
    public static void* Allocate(nuint length) => (void*)Imports.AllocatePages(length);

    /// <summary>Gives pages back, all of an allocation or a page-aligned part.</summary>
    public static void Free(void* address, nuint length) => Imports.FreePages((nuint)address, length);

    /// <summary>Zero-filled pages aligned to <see cref="Chunk.UnitSize"/>, or null.</summary>
    public static void* AllocateAligned(nuint length)
    {
        nuint start;
        if (s_isBesideAligned)
        {
            start = (nuint)Allocate(length);
            if (start == 0 || (start & (Chunk.UnitSize - 1)) == 0)
                return (void*)start;
            Free((void*)start, length);
        }

        // Ask for more and give the ends back.
        s_isBesideAligned = true;
        start = (nuint)Allocate(length + Chunk.UnitSize);
        if (start == 0)
            return null;
        nuint aligned = (start + Chunk.UnitSize - 1) & ~(Chunk.UnitSize - 1);
        nuint before = aligned - start;
        if (before != 0)
            Free((void*)start, before);
        if (before != Chunk.UnitSize)
            Free((void*)(aligned + length), Chunk.UnitSize - before);
        return (void*)aligned;
    }
}
