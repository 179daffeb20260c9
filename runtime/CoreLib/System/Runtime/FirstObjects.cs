using System.Numerics;
using System.Runtime.CompilerServices;

namespace System.Runtime;

/// <summary>
/// The first objects of each size, in a few chunks, one behind the other: a program that starts makes few objects of many sizes, and
/// a chunk for each size would cost a page at least. Most of them live as long as the program, so their memory is never
/// used again. Cells are of 16 bytes, an object is known by the first of its cells, and a bit says where one begins.
/// </summary>
internal static unsafe class FirstObjects
{
    private const uint CellSize = 16;
    private const int StartWordCount = (int)(Chunk.UnitSize / CellSize / 64);

    // The bits lie in the first cells.
    private const uint StartCells = StartWordCount * sizeof(ulong) / CellSize;
    private const int MostChunks = 4;

    // Larger ones leave too little for the others.
    private const nuint LargestSize = 4096;

    // As many as most programs need to start; a size that is asked for more often gets the quicker cells of its own.
    private const int MostOfASize = 100;

    // Written while a program starts.
    private const nuint PreparedSize = 32 * 1024;

    private static Counts s_counts;
    private static Chunk* s_current;
    private static int s_chunkCount;

    /// <summary>Memory for an object, zeroed; 0 when it has to be a cell of its class.</summary>
    public static nuint Take(int sizeClass, nuint size)
    {
        if (s_counts[sizeClass] >= MostOfASize || size > LargestSize)
            return 0;
        uint cells = (uint)(size + CellSize - 1) / CellSize;
        if ((s_current == null || s_current->CellCount - s_current->TouchedCount < cells) && !TryMakeChunk())
            return 0;
        uint index = s_current->TouchedCount;
        s_counts[sizeClass]++;
        s_current->Starts[index >> 6] |= 1UL << (int)(index & 63);
        s_current->TouchedCount = index + cells;
        Heap.AllocatedBytes += cells * CellSize;
        return (nuint)Chunk.Cell(s_current, index);
    }

    /// <summary>The first cell of the object that a cell belongs to, or of one before it; <see cref="uint.MaxValue"/> when there is none.</summary>
    public static uint StartOf(Chunk* chunk, uint index)
    {
        uint word = index >> 6;
        ulong starts = chunk->Starts[word] & (ulong.MaxValue >> (int)(63 - (index & 63)));
        while (starts == 0)
        {
            if (word == 0)
                return uint.MaxValue;
            starts = chunk->Starts[--word];
        }

        return (word << 6) + (uint)BitOperations.Log2(starts);
    }

    /// <summary>Calls back for every marked object.</summary>
    public static void ForEachMarked(delegate*<nuint, void> visit)
    {
        for (Chunk* chunk = s_current; chunk != null; chunk = chunk->Next)
        {
            Chunk.ForEachMarked(chunk, visit);
        }
    }

    /// <summary>Forgets the objects without a mark and removes the marks. Gives the bytes that are not free.</summary>
    public static nuint Sweep()
    {
        nuint taken = 0;
        for (Chunk* chunk = s_current; chunk != null; chunk = chunk->Next)
        {
            for (int i = 0; i < StartWordCount; i++)
                chunk->Starts[i] &= chunk->MarkWord(i);
            chunk->ClearMarks();
            taken += chunk->TouchedCount * CellSize;
        }

        return taken;
    }

    private static bool TryMakeChunk()
    {
        if (s_chunkCount == MostChunks)
            return false;
        Chunk* unit = Heap.TakeClearUnit();
        if (unit == null)
            return false;
        if (s_chunkCount == 0)
            Imports.PreparePages((nuint)unit, PreparedSize);
        Chunk.Divide(unit, CellSize);
        unit->Starts = (ulong*)Chunk.Cell(unit, 0);
        unit->TouchedCount = StartCells;
        unit->Next = s_current;
        s_current = unit;
        s_chunkCount++;
        return true;
    }

    [InlineArray(SizeClass.Count)]
    private struct Counts
    {
        private byte _first;
    }
}
