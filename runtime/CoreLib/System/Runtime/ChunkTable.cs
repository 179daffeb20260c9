using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace System.Runtime;

/// <summary>
/// Which chunk a unit of memory belongs to: an open-addressing hash table, first in the image, in memory of its own when it has
/// grown. Answers for any value, so that words which merely look like addresses can be asked about.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ChunkTable
{
    private const int FirstCapacity = 256;
    private const int PositionBits = 24;
    private const nuint PageSize = 4096;

    private static FirstEntries s_first;

    // The unit's number, and in the low bits which unit of its chunk it is; 0 is no entry.
    private ulong* _entries;
    private uint _capacity;
    private uint _count;
    private nuint _lowest;
    private nuint _highest;

    /// <summary>The chunk that an address lies in, or null.</summary>
    public readonly Chunk* Find(nuint address)
    {
        if (address - _lowest >= _highest - _lowest)
            return null;
        ulong key = KeyOf(address);
        for (uint i = Hash(key) & (_capacity - 1); ; i = (i + 1) & (_capacity - 1))
        {
            ulong entry = _entries[i];
            ulong position = entry - key;
            if (position < 1 << PositionBits)
                return (Chunk*)((address & ~(Chunk.UnitSize - 1)) - ((nuint)position << Chunk.UnitShift));
            if (entry == 0)
                return null;
        }
    }

    /// <summary>Enters all units of a chunk. False when there is no memory for the table; then nothing is entered.</summary>
    public bool TryAdd(Chunk* chunk, nuint length)
    {
        uint units = (uint)(length >> Chunk.UnitShift);
        while ((_count + units) * 2 > _capacity)
        {
            if (!TryGrow())
                return false;
        }

        for (uint i = 0; i < units; i++)
            Insert(KeyOf((nuint)chunk + (i * Chunk.UnitSize)) + i);
        _count += units;
        if (_lowest == 0 || (nuint)chunk < _lowest)
            _lowest = (nuint)chunk;
        if ((nuint)chunk + length > _highest)
            _highest = (nuint)chunk + length;
        return true;
    }

    /// <summary>Removes all units of a chunk.</summary>
    public void Remove(Chunk* chunk, nuint length)
    {
        uint units = (uint)(length >> Chunk.UnitShift);
        for (uint i = 0; i < units; i++)
            Delete(KeyOf((nuint)chunk + (i * Chunk.UnitSize)) + i);
        _count -= units;
    }

    // The bits that are lost above are copies of one that is kept: addresses have 48 bits, or 57.
    private static ulong KeyOf(nuint address) => (ulong)(address >> Chunk.UnitShift) << PositionBits;

    private static uint Hash(ulong entry) => ((uint)(entry >> PositionBits) * 0x9E37_79B1) >> 8;

    private readonly void Insert(ulong entry)
    {
        uint i = Hash(entry) & (_capacity - 1);
        while (_entries[i] != 0)
            i = (i + 1) & (_capacity - 1);
        _entries[i] = entry;
    }

    private readonly void Delete(ulong entry)
    {
        uint mask = _capacity - 1;
        uint hole = Hash(entry) & mask;
        while (_entries[hole] != entry)
            hole = (hole + 1) & mask;

        // Entries behind the hole move into it unless that would put them before the place their hash asks for.
        for (uint i = (hole + 1) & mask; _entries[i] != 0; i = (i + 1) & mask)
        {
            uint home = Hash(_entries[i]) & mask;
            if (((i - home) & mask) < ((i - hole) & mask))
                continue;
            _entries[hole] = _entries[i];
            hole = i;
        }

        _entries[hole] = 0;
    }

    private bool TryGrow()
    {
        ulong* old = _entries;
        uint oldCapacity = _capacity;
        ulong* first = (ulong*)Unsafe.AsPointer(ref s_first);
        if (old == null)
        {
            _entries = first;
            _capacity = FirstCapacity;
            return true;
        }

        nuint length = old == first ? PageSize : oldCapacity * (nuint)sizeof(ulong) * 2;
        ulong* grown = (ulong*)Pages.Allocate(length);
        if (grown == null)
            return false;
        _entries = grown;
        _capacity = (uint)(length / sizeof(ulong));
        for (uint i = 0; i < oldCapacity; i++)
        {
            if (old[i] != 0)
                Insert(old[i]);
        }

        if (old != first)
            Pages.Free(old, oldCapacity * (nuint)sizeof(ulong));
        return true;
    }

    [InlineArray(FirstCapacity)]
    private struct FirstEntries
    {
        private ulong _first;
    }
}
