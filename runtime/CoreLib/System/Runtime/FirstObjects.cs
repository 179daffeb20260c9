using System.Numerics;
using System.Runtime.CompilerServices;

namespace System.Runtime;

/// <summary>
/// The first objects of each size, in one chunk, one behind the other: a program that starts makes few objects of many sizes, and
/// a chunk for each size would cost a page at least. Most of them live as long as the program, so their memory is never
/// used again. Cells are of 16 bytes, an object is known by the first of its cells, and a bit says where one begins.
/// </summary>
internal static unsafe class FirstObjects
{
    private const uint CellSize = 16;
    private const int StartWordCount = 64;

    // Larger ones leave too little for the others.
    private const nuint LargestSize = 4096;

    // As many as most programs need to start; a size that is asked for more often gets the quicker cells of its own.
    private const int MostOfASize = 100;

    // Written while a program starts.
    private const nuint PreparedSize = 32 * 1024;

    private static Starts s_starts;
    private static Counts s_counts;

    /// <summary>The chunk; null before the first object.</summary>
    public static Chunk* Chunk { get; private set; }

    /// <summary>Memory for an object, zeroed; 0 when it has to be a cell of its class.</summary>
    public static nuint Take(int sizeClass, nuint size)
    {
        if (s_counts[sizeClass] >= MostOfASize || size > LargestSize)
            return 0;
        if (Chunk == null && !TryMakeChunk())
            return 0;
        uint index = Chunk->TouchedCount;
        uint cells = (uint)(size + CellSize - 1) / CellSize;
        if (Chunk->CellCount - index < cells)
            return 0;
        s_counts[sizeClass]++;
        s_starts[(int)(index >> 6)] |= 1UL << (int)(index & 63);
        Chunk->TouchedCount = index + cells;
        Heap.AllocatedBytes += cells * CellSize;
        return (nuint)Runtime.Chunk.Cell(Chunk, index);
    }

    /// <summary>The first cell of the object that a cell belongs to, or of one before it; <see cref="uint.MaxValue"/> when there is none.</summary>
    public static uint StartOf(uint index)
    {
        int word = (int)(index >> 6);
        ulong starts = s_starts[word] & (ulong.MaxValue >> (int)(63 - (index & 63)));
        while (starts == 0)
        {
            if (word == 0)
                return uint.MaxValue;
            starts = s_starts[--word];
        }

        return (uint)((word << 6) + BitOperations.Log2(starts));
    }

    /// <summary>Calls back for every marked object.</summary>
    public static void ForEachMarked(delegate*<nuint, void> visit)
    {
        if (Chunk != null)
            Runtime.Chunk.ForEachMarked(Chunk, visit);
    }

    /// <summary>Forgets the objects without a mark and removes the marks. Gives the bytes that are not free.</summary>
    public static nuint Sweep()
    {
        if (Chunk == null)
            return 0;
        for (int i = 0; i < StartWordCount; i++)
            s_starts[i] &= Chunk->MarkWord(i);
        Chunk->ClearMarks();
        return Chunk->TouchedCount * CellSize;
    }

    // The first chunk of all, so its memory was never used and is zero.
    private static bool TryMakeChunk()
    {
        Chunk* unit = Heap.TakeUnit();
        if (unit == null)
            return false;
        Imports.PreparePages((nuint)unit, PreparedSize);
        Runtime.Chunk.Divide(unit, CellSize);
        Chunk = unit;
        return true;
    }

    [InlineArray(StartWordCount)]
    private struct Starts
    {
        private ulong _first;
    }

    [InlineArray(SizeClass.Count)]
    private struct Counts
    {
        private byte _first;
    }
}
