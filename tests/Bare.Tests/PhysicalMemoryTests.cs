using System;
using System.Collections.Generic;
using LiteBox.South;
using Xunit;

namespace LiteBox.Bare.Tests;

/// <summary>The allocator of frames: blocks never overlap, are aligned, and all that is given back can be had as a whole again.</summary>
public sealed unsafe class PhysicalMemoryTests
{
    private const ulong Start = 0x12_3000;

    public PhysicalMemoryTests() => PhysicalMemory.Reset(Start);

    [Fact]
    public void Blocks_are_disjoint_and_come_together_again()
    {
        var random = new Random(5);
        var held = new List<(ulong Block, int Order)>();
        var used = new HashSet<ulong>();
        ulong all = PhysicalMemory.FreeFrames;
        Assert.Equal((PhysicalMemory.Size - Start) / PhysicalMemory.FrameSize, all);
        for (int step = 0; step < 20_000; step++)
        {
            int order = random.Next(6);
            ulong block = random.Next(5) < 3 ? PhysicalMemory.Allocate(order) : 0;
            if (block != 0)
            {
                Assert.Equal(0ul, block % (PhysicalMemory.FrameSize << order));
                Assert.True(block >= Start && block + (PhysicalMemory.FrameSize << order) <= PhysicalMemory.Size);
                for (ulong i = 0; i < 1ul << order; i++)
                    Assert.True(used.Add((block / PhysicalMemory.FrameSize) + i));
                held.Add((block, order));
            }
            else if (held.Count > 0)
            {
                int index = random.Next(held.Count);
                Release(held[index], used);
                held[index] = held[^1];
                held.RemoveAt(held.Count - 1);
            }

            Assert.Equal(all, PhysicalMemory.FreeFrames + (ulong)used.Count);
        }

        foreach ((ulong Block, int Order) block in held)
            Release(block, used);
        const int SixteenMebibytes = 12;
        Assert.NotEqual(0ul, PhysicalMemory.Allocate(SixteenMebibytes));
    }

    [Fact]
    public void What_is_asked_for_as_zeros_is_zero()
    {
        ulong block = PhysicalMemory.AllocateZeroed(2);
        Assert.Equal(-1, new Span<ulong>(PhysicalMemory.At(block), 4 * 512).IndexOfAnyExcept(0ul));
    }

    [Fact]
    public void What_is_not_needed_yet_is_not_touched()
    {
        const ulong TwoMebibytes = 2ul << 20;
        _ = PhysicalMemory.AllocateZeroed();
        byte* later = (byte*)PhysicalMemory.At(TwoMebibytes);
        Assert.Equal(-1, new Span<byte>(later, (int)(PhysicalMemory.Size - TwoMebibytes)).IndexOfAnyExcept((byte)0xCC));
    }

    private static void Release((ulong Block, int Order) held, HashSet<ulong> used)
    {
        for (ulong i = 0; i < 1ul << held.Order; i++)
            used.Remove((held.Block / PhysicalMemory.FrameSize) + i);
        PhysicalMemory.Free(held.Block, held.Order);
    }
}
