using System;
using System.Collections.Generic;
using System.Runtime;
using Xunit;

namespace LiteBox.CoreLib.Tests.Heap;

/// <summary>Chunks of cells.</summary>
public sealed unsafe class ChunkTests : IDisposable
{
    private readonly Chunk* _chunk = (Chunk*)Pages.Allocate(Chunk.UnitSize);

    [Fact]
    public void TheHeadFits() => Assert.True(sizeof(Chunk) <= Chunk.HeadSize);

    [Fact]
    public void EveryAddressOfACellFindsIt()
    {
        for (int sizeClass = 0; sizeClass < SizeClass.Count; sizeClass++)
        {
            uint size = SizeClass.SizeOf(sizeClass);
            Chunk.Divide(_chunk, size);
            ExtendFully();
            Assert.Equal(_chunk->CellCount, _chunk->TouchedCount);
            for (uint offset = 0; offset < Chunk.UnitSize; offset++)
            {
                uint expected = offset < Chunk.HeadSize ? uint.MaxValue : (offset - Chunk.HeadSize) / size;
                if (expected >= _chunk->CellCount)
                    expected = uint.MaxValue;
                Assert.Equal(expected, Chunk.IndexOf(_chunk, (nuint)_chunk + offset));
            }
        }
    }

    [Fact]
    public void CellsThatWereNeverUsedAreNotFound()
    {
        Chunk.Divide(_chunk, 48);
        Chunk.Extend(_chunk);

        // As many as end on the first page, behind the head.
        uint count = (4096 - Chunk.HeadSize) / 48;
        Assert.Equal(count, _chunk->TouchedCount);
        Assert.Equal(count - 1, Chunk.IndexOf(_chunk, (nuint)Chunk.Cell(_chunk, count - 1)));
        Assert.Equal(uint.MaxValue, Chunk.IndexOf(_chunk, (nuint)Chunk.Cell(_chunk, count)));
        Assert.False(Chunk.IsObject(Chunk.Cell(_chunk, count - 1)));
    }

    [Fact]
    public void SweepKeepsWhatIsMarkedAndNothingElse()
    {
        Random random = new(1);
        foreach (uint size in (uint[])[16, 64, 320, 16384])
        {
            Chunk.Divide(_chunk, size);
            ExtendFully();
            HashSet<uint> marked = [];
            for (uint i = 0; i < _chunk->CellCount; i++)
            {
                *Chunk.Cell(_chunk, i) = 0x1000;
                if (random.Next(2) == 0)
                {
                    Assert.True(_chunk->TryMark(i));
                    Assert.False(_chunk->TryMark(i));
                    marked.Add(i);
                }
            }

            Assert.Equal((uint)marked.Count, Chunk.Sweep(_chunk));
            HashSet<uint> free = [];
            for (nuint cell = _chunk->FreeList; cell != 1; cell = *(nuint*)(cell - 1))
                Assert.True(free.Add(Chunk.IndexOf(_chunk, cell - 1)));
            Assert.Equal(_chunk->FreeCount, (uint)free.Count);
            for (uint i = 0; i < _chunk->CellCount; i++)
            {
                Assert.NotEqual(marked.Contains(i), free.Contains(i));
                Assert.Equal(marked.Contains(i), Chunk.IsObject(Chunk.Cell(_chunk, i)));
                Assert.False(_chunk->IsMarked(i));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Pages.Free(_chunk, Chunk.UnitSize);

    private void ExtendFully()
    {
        while (_chunk->TouchedCount != _chunk->CellCount)
            Chunk.Extend(_chunk);
    }
}
