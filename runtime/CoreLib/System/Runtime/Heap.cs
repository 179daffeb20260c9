using System.Runtime.CompilerServices;

namespace System.Runtime;

/// <summary>
/// All chunks: for each size class the chunks divided into its cells, the large objects, and empty units kept for reuse.
/// Used under the library OS's one lock only.
/// </summary>
internal static unsafe class Heap
{
    // Units come from the host many at a time, so that a growing heap makes few host calls. Many programs need no more than the first few.
    private const uint FirstUnits = 16;
    private const uint UnitsPerRequest = 64;
    private const uint FewestEmptyUnits = 128;

    private static Classes s_chunks;
    private static Classes s_available;
    private static Classes s_current;
    private static Chunk* s_large;
    private static Chunk* s_empty;
    private static uint s_emptyCount;

    // Units that were never used: no list, so that none is touched before it is needed.
    private static byte* s_fresh;
    private static uint s_freshCount;

    /// <summary>Which chunk an address lies in.</summary>
    public static ChunkTable Table;

    /// <summary>Bytes handed out as cells or large objects since the last collection.</summary>
    public static nuint AllocatedBytes;

    /// <summary>Bytes of all chunks in use.</summary>
    public static nuint ChunkBytes;

    /// <summary>Gives a free list of cells of this class, at least one long; the chunk no longer has them. 0 when the host has no more memory.</summary>
    public static nuint TakeCells(int sizeClass)
    {
        Chunk* chunk = (Chunk*)s_current[sizeClass];
        if (chunk == null || chunk->TouchedCount == chunk->CellCount)
        {
            chunk = (Chunk*)s_available[sizeClass];
            if (chunk != null)
            {
                s_available[sizeClass] = (nint)chunk->NextAvailable;
            }
            else
            {
                chunk = TakeUnit();
                if (chunk == null)
                    return 0;
                Chunk.Divide(chunk, SizeClass.SizeOf(sizeClass));
                chunk->Next = (Chunk*)s_chunks[sizeClass];
                s_chunks[sizeClass] = (nint)chunk;
            }

            s_current[sizeClass] = (nint)chunk;
        }

        if (chunk->FreeCount == 0)
            Chunk.Extend(chunk);
        nuint list = chunk->FreeList;
        AllocatedBytes += chunk->FreeCount * (nuint)chunk->CellSize;
        chunk->FreeList = 1;
        chunk->FreeCount = 0;
        return list;
    }

    /// <summary>Zeroed memory for a large object, or null.</summary>
    public static void* AllocateLarge(nuint size)
    {
        nuint length = (size + Chunk.HeadSize + Chunk.UnitSize - 1) & ~(Chunk.UnitSize - 1);
        Chunk* chunk = length == Chunk.UnitSize ? TakeClearUnit() : TakePages(length);
        if (chunk == null)
            return null;
        Chunk.MakeLarge(chunk, length);
        chunk->Next = s_large;
        s_large = chunk;
        AllocatedBytes += length;
        return (byte*)chunk + Chunk.HeadSize;
    }

    /// <summary>Frees everything that is not marked and removes the marks. Gives the bytes that live.</summary>
    public static nuint Sweep()
    {
        nuint live = SweepLarge() + FirstObjects.Sweep();
        for (int i = 0; i < SizeClass.Count; i++)
            live += SweepClass(i);
        AllocatedBytes = 0;
        return live;
    }

    /// <summary>Calls back for every marked object, for when the mark stack overflowed.</summary>
    public static void ForEachMarked(delegate*<nuint, void> visit)
    {
        FirstObjects.ForEachMarked(visit);
        for (int i = 0; i < SizeClass.Count; i++)
        {
            for (Chunk* chunk = (Chunk*)s_chunks[i]; chunk != null; chunk = chunk->Next)
            {
                Chunk.ForEachMarked(chunk, visit);
            }
        }

        for (Chunk* chunk = s_large; chunk != null; chunk = chunk->Next)
        {
            if (chunk->IsMarked(0))
                visit((nuint)chunk + Chunk.HeadSize);
        }
    }

    private static nuint SweepClass(int sizeClass)
    {
        Chunk* chunk = (Chunk*)s_chunks[sizeClass];
        Chunk* kept = null;
        Chunk* available = null;
        nuint live = 0;
        while (chunk != null)
        {
            Chunk* next = chunk->Next;
            uint objects = Chunk.Sweep(chunk);
            if (objects == 0)
            {
                GiveUnit(chunk);
            }
            else
            {
                live += objects * (nuint)chunk->CellSize;
                chunk->Next = kept;
                kept = chunk;
                if (objects < chunk->CellCount)
                {
                    chunk->NextAvailable = available;
                    available = chunk;
                }
            }

            chunk = next;
        }

        s_chunks[sizeClass] = (nint)kept;
        s_available[sizeClass] = (nint)available;
        s_current[sizeClass] = 0;
        return live;
    }

    private static nuint SweepLarge()
    {
        Chunk* chunk = s_large;
        s_large = null;
        nuint live = 0;
        while (chunk != null)
        {
            Chunk* next = chunk->Next;
            if (chunk->IsMarked(0))
            {
                chunk->ClearMarks();
                live += chunk->Length;
                chunk->Next = s_large;
                s_large = chunk;
            }
            else
            {
                GivePages(chunk, chunk->Length);
            }

            chunk = next;
        }

        return live;
    }

    /// <summary>A unit, entered into the table; null when there is no memory.</summary>
    public static Chunk* TakeUnit()
    {
        Chunk* taken = s_empty;
        if (taken == null)
        {
            if (s_freshCount == 0)
            {
                uint count = ChunkBytes == 0 ? FirstUnits : UnitsPerRequest;
                s_fresh = (byte*)Pages.AllocateAligned(count * Chunk.UnitSize);
                if (s_fresh == null)
                    return null;
                s_freshCount = count;
            }

            taken = (Chunk*)s_fresh;
        }

        if (!Table.TryAdd(taken, Chunk.UnitSize))
            return null;
        if (taken == s_empty)
        {
            s_empty = taken->Next;
            s_emptyCount--;
        }
        else
        {
            s_fresh += Chunk.UnitSize;
            s_freshCount--;
        }

        ChunkBytes += Chunk.UnitSize;
        return taken;
    }

    /// <summary>As <see cref="TakeUnit"/>, with zeros in it.</summary>
    public static Chunk* TakeClearUnit()
    {
        bool isFresh = s_empty == null;
        Chunk* chunk = TakeUnit();
        if (chunk != null && !isFresh)
            SpanHelpers.ClearWithoutReferences(ref *(byte*)chunk, Chunk.UnitSize);
        return chunk;
    }

    private static Chunk* TakePages(nuint length)
    {
        Chunk* chunk = (Chunk*)Pages.AllocateAligned(length);
        if (chunk == null)
            return null;
        if (!Table.TryAdd(chunk, length))
        {
            Pages.Free(chunk, length);
            return null;
        }

        ChunkBytes += length;
        return chunk;
    }

    private static void GivePages(Chunk* chunk, nuint length)
    {
        if (length == Chunk.UnitSize)
        {
            GiveUnit(chunk);
            return;
        }

        Table.Remove(chunk, length);
        ChunkBytes -= length;
        Pages.Free(chunk, length);
    }

    private static void GiveUnit(Chunk* chunk)
    {
        Table.Remove(chunk, Chunk.UnitSize);
        ChunkBytes -= Chunk.UnitSize;

        // The next objects will need as many again, and memory that is new from the host costs a fault for each page.
        if (s_emptyCount >= Math.Max(FewestEmptyUnits, ChunkBytes / Chunk.UnitSize))
        {
            Pages.Free(chunk, Chunk.UnitSize);
            return;
        }

        chunk->Next = s_empty;
        s_empty = chunk;
        s_emptyCount++;
    }

    [InlineArray(SizeClass.Count)]
    private struct Classes
    {
        private nint _first;
    }
}
