using System;
using System.Collections.Generic;
using System.Runtime;
using Xunit;

namespace LiteBox.CoreLib.Tests.Heap;

/// <summary>Which chunk an address belongs to. The chunks themselves are never touched, so any address will do.</summary>
public sealed unsafe class ChunkTableTests
{
    private const int Neighbours = 64;

    [Fact]
    public void AnEmptyTableKnowsNothing()
    {
        ChunkTable table = default;
        Assert.True(table.Find(0x1234_5678) == null);
        Assert.True(table.Find(0) == null);
        Assert.True(table.Find(nuint.MaxValue) == null);
    }

    [Fact]
    public void RandomChunksComeAndGo()
    {
        const int Places = 4096;
        ChunkTable table = default;
        Dictionary<int, int> units = [];
        int[] owner = new int[Places + 16];
        Random random = new(1);
        for (int step = 0; step < 20_000; step++)
        {
            int place = random.Next(1, Places);
            if (owner[place] != 0)
            {
                int first = owner[place];
                table.Remove(At(first), (nuint)units[first] << Chunk.UnitShift);
                Array.Clear(owner, first, units[first]);
                units.Remove(first);
            }
            else
            {
                int count = random.Next(1, 8);
                if ((place % Neighbours) + count > Neighbours || Array.FindIndex(owner, place, count, static o => o != 0) >= 0)
                    continue;
                Assert.True(table.TryAdd(At(place), (nuint)count << Chunk.UnitShift));
                Array.Fill(owner, place, place, count);
                units.Add(place, count);
            }

            int asked = random.Next(1, Places);
            Chunk* expected = owner[asked] == 0 ? null : At(owner[asked]);
            Assert.True(table.Find((nuint)At(asked) + (nuint)random.Next(1 << Chunk.UnitShift)) == expected);
        }

        for (int place = 1; place < Places; place++)
            Assert.True(table.Find((nuint)At(place)) == (owner[place] == 0 ? null : At(owner[place])));
    }

    [Theory]
    [InlineData(0x0000_7FFF_FFFE_0000)]
    [InlineData(0xFFFF_8000_0000_0000)]
    [InlineData(0xFFFF_8880_0123_0000)]
    [InlineData(0xFFFF_FFFF_FFFE_0000)]
    public void ChunksOfAKernelAreFoundToo(ulong address)
    {
        ChunkTable table = default;
        Chunk* chunk = (Chunk*)address;
        Assert.True(table.TryAdd(chunk, Chunk.UnitSize));
        Assert.True(table.Find((nuint)address + 5) == chunk);
        table.Remove(chunk, Chunk.UnitSize);
        Assert.True(table.Find((nuint)address + 5) == null);
    }

    // Groups of neighbours, spread over the whole address space.
    private static Chunk* At(int place) =>
        (Chunk*)(((nuint)(place / Neighbours) * 0x0000_0021_2345_0000) + ((nuint)place << Chunk.UnitShift));
}
