using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace System.Runtime;

/// <summary>
/// The head of a piece of heap memory, aligned to <see cref="UnitSize"/>: one unit divided into equal cells, or as many
/// units as one large object needs. Holds the mark bits, so that marking does not touch objects without references.
/// <para>
/// The first word of a cell is a type's address while an object lives there. In a free cell it is the address of the
/// next free cell with the lowest bit set, or just 1 in the last one. Cells from <see cref="TouchedCount"/> on were never used.
/// </para>
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Chunk
{
    /// <summary>Bytes of a unit, and the alignment of chunks.</summary>
    public const nuint UnitSize = 16 * 1024;

    /// <summary>Number of bits in <see cref="UnitSize"/>.</summary>
    public const int UnitShift = 14;

    /// <summary>Where the first cell begins.</summary>
    public const uint HeadSize = 192;

    private const uint PageSize = 4096;
    private const int MarkWordCount = 16;
    private const nuint FreeTag = 1;

    /// <summary>Bytes of a cell; 0 when the chunk holds one large object.</summary>
    public uint CellSize;

    /// <summary>Number of cells.</summary>
    public uint CellCount;

    /// <summary>Number of cells that were ever used.</summary>
    public uint TouchedCount;

    /// <summary>Number of cells on the free list.</summary>
    public uint FreeCount;

    /// <summary>The free list: its first cell, tagged; 1 when it is empty.</summary>
    public nuint FreeList;

    /// <summary>Bytes of all units.</summary>
    public nuint Length;

    /// <summary>The next chunk of the same class, or the next large one.</summary>
    public Chunk* Next;

    /// <summary>The next chunk of the same class that has free cells.</summary>
    public Chunk* NextAvailable;

    /// <summary>A bit for each cell at which an object begins; null where every cell is one object's.</summary>
    public ulong* Starts;

    private ulong _reciprocal;
    private Marks _marks;

    /// <summary>Divides the chunk into cells, none of them used.</summary>
    public static void Divide(Chunk* chunk, uint cellSize)
    {
        chunk->CellSize = cellSize;
        chunk->CellCount = ((uint)UnitSize - HeadSize) / cellSize;
        chunk->TouchedCount = 0;
        chunk->FreeCount = 0;
        chunk->FreeList = FreeTag;
        chunk->Length = UnitSize;
        chunk->Starts = null;
        chunk->_reciprocal = ((1UL << 32) / cellSize) + 1;
        chunk->ClearMarks();
    }

    /// <summary>Calls back for every marked cell.</summary>
    public static void ForEachMarked(Chunk* chunk, delegate*<nuint, void> visit)
    {
        for (uint cell = 0; cell < chunk->TouchedCount; cell++)
        {
            if (chunk->IsMarked(cell))
                visit((nuint)Cell(chunk, cell));
        }
    }

    /// <summary>Makes the chunk one large object.</summary>
    public static void MakeLarge(Chunk* chunk, nuint length)
    {
        chunk->CellSize = 0;
        chunk->CellCount = 1;
        chunk->TouchedCount = 1;
        chunk->Length = length;
        chunk->Starts = null;
        chunk->ClearMarks();
    }

    /// <summary>The chunk of an object whose first byte this is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Chunk* OfObject(nuint address) => (Chunk*)(address & ~(UnitSize - 1));

    /// <summary>A cell.</summary>
    public static nuint* Cell(Chunk* chunk, uint index) => (nuint*)((byte*)chunk + HeadSize + (index * (nuint)chunk->CellSize));

    /// <summary>Which cell an address of the chunk lies in; <see cref="uint.MaxValue"/> when in none that was ever used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint IndexOf(Chunk* chunk, nuint address)
    {
        nuint offset = address - (nuint)chunk - HeadSize;
        if (chunk->CellSize == 0)
            return offset < chunk->Length - HeadSize ? 0 : uint.MaxValue;
        if (offset >= UnitSize)
            return uint.MaxValue;

        // Exact for offsets below 16 KiB and cells of at most 4 KiB.
        uint index = (uint)((offset * chunk->_reciprocal) >> 32);
        return index < chunk->TouchedCount ? index : uint.MaxValue;
    }

    /// <summary>Whether an object lives in a cell that was used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsObject(nuint* cell) => *cell != 0 && (*cell & FreeTag) == 0;

    /// <summary>Sets a mark; false when it was set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryMark(uint index)
    {
        ref ulong word = ref _marks[(int)(index >> 6)];
        ulong bit = 1UL << (int)(index & 63);
        if ((word & bit) != 0)
            return false;
        word |= bit;
        return true;
    }

    /// <summary>Whether a cell is marked.</summary>
    public readonly bool IsMarked(uint index) => (_marks[(int)(index >> 6)] & (1UL << (int)(index & 63))) != 0;

    /// <summary>The marks of 64 cells.</summary>
    public readonly ulong MarkWord(int index) => _marks[index];

    /// <summary>Removes all marks.</summary>
    public void ClearMarks()
    {
        int words = (int)((CellCount + 63) >> 6);
        for (int i = 0; i < words; i++)
            _marks[i] = 0;
    }

    /// <summary>
    /// Puts cells that were never used on the free list: as many as end on the page of the first of them, at least one. So
    /// memory is touched a page at a time as it is needed, and the first cells lie on the page of the head.
    /// </summary>
    public static void Extend(Chunk* chunk)
    {
        uint used = HeadSize + (chunk->TouchedCount * chunk->CellSize);
        uint room = PageSize - (used & (PageSize - 1));
        uint count = Math.Min(Math.Max(room / chunk->CellSize, 1), chunk->CellCount - chunk->TouchedCount);
        nuint next = chunk->FreeList;
        for (uint i = chunk->TouchedCount + count; i-- > chunk->TouchedCount;)
        {
            nuint* cell = Cell(chunk, i);
            *cell = next;
            next = (nuint)cell | FreeTag;
        }

        chunk->FreeList = next;
        chunk->FreeCount += count;
        chunk->TouchedCount += count;
    }

    /// <summary>Rebuilds the free list from the cells without a mark and removes the marks. Gives the number of marked cells.</summary>
    public static uint Sweep(Chunk* chunk)
    {
        uint touched = chunk->TouchedCount;
        uint size = chunk->CellSize;
        uint free = 0;
        nuint list = FreeTag;
        byte* cell = (byte*)Cell(chunk, touched);
        for (uint i = touched; i-- > 0;)
        {
            cell -= size;
            if (chunk->IsMarked(i))
                continue;
            *(nuint*)cell = list;
            list = (nuint)cell | FreeTag;
            free++;
        }

        chunk->FreeList = list;
        chunk->FreeCount = free;
        chunk->ClearMarks();
        return touched - free;
    }

    [InlineArray(MarkWordCount)]
    private struct Marks
    {
        private ulong _first;
    }
}
