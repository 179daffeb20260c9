using System;
using System.Collections.Generic;
using LiteBox.North;
using LiteBox.South;
using Xunit;

namespace LiteBox.Runtime.Tests;

public sealed class MemoryTests
{
    private const ulong Page = 4096;
    private const PageProtection ReadWrite = PageProtection.Read | PageProtection.Write;
    private const MapFlags Plain = MapFlags.Private | MapFlags.Anonymous;

    private static readonly byte[] s_text = new byte[10_000];

    static MemoryTests() => new Random(7).NextBytes(s_text);

    [Fact]
    public void NewPagesAreZeroAndKeepWhatIsWritten()
    {
        using Sandbox sandbox = new();
        ulong address = sandbox.Allocate(3 * Page);
        Assert.Equal(0UL, sandbox.Read<ulong>(address + 2 * Page));
        sandbox.Write(address + Page - 4, 0x1122_3344_5566_7788UL);
        Assert.Equal(0x1122_3344_5566_7788UL, sandbox.Read<ulong>(address + Page - 4));
    }

    [Theory]
    [InlineData(0, 3, 0x22, -22)]
    [InlineData(4096, 3, 0x20, -22)]
    [InlineData(-1, 3, 0x22, -12)]
    [InlineData(4096, 3, 0x40022, -12)]
    [InlineData(4096, 3, 0x121, -22)]
    public void BadMapArgumentsAreRefused(long length, int protection, int flags, long error)
    {
        using Sandbox sandbox = new();
        Assert.Equal(error, sandbox.Call(9, 0, (ulong)length, (ulong)protection, (ulong)flags, ulong.MaxValue));
    }

    [Fact]
    public void FixedReplacesAndNoReplaceRefuses()
    {
        using Sandbox sandbox = new();
        ulong address = sandbox.Allocate(4 * Page);
        sandbox.Write(address + Page, 42);
        Assert.Equal(-17, sandbox.Call(9, address + Page, Page, 3, 0x10_0022, ulong.MaxValue));
        Assert.Equal(42, sandbox.Read<int>(address + Page));
        Assert.Equal((long)(address + Page), sandbox.Call(9, address + Page, Page, 3, 0x32, ulong.MaxValue));
        Assert.Equal(0, sandbox.Read<int>(address + Page));
    }

    [Fact]
    public void NeighboursThatAreAlikeBecomeOne()
    {
        using Sandbox sandbox = new();
        ulong address = sandbox.Allocate(8 * Page);
        int before = sandbox.Memory.AreaCount;
        Assert.Equal(0, sandbox.Call(10, address + 2 * Page, 2 * Page, 1));
        Assert.Equal(before + 2, sandbox.Memory.AreaCount);
        Assert.Equal(0, sandbox.Call(10, address + 2 * Page, 2 * Page, 3));
        Assert.Equal(before, sandbox.Memory.AreaCount);
    }

    [Fact]
    public void ReservationsAskNothingOfTheHost()
    {
        using Sandbox sandbox = new();
        int before = Simulation.Operations;
        long address = sandbox.Call(9, 0, 1UL << 40, 0, 0x4022, ulong.MaxValue);
        Assert.True(address > 0);
        Assert.Equal(before, Simulation.Operations);
        Assert.Equal(0, sandbox.Call(10, (ulong)address + (1 << 30), Page, 3));
        sandbox.Write((ulong)address + (1 << 30), 1);
        Assert.Equal(0, sandbox.Call(11, (ulong)address, 1UL << 40));
        Assert.Null(Simulation.ProtectionOf((ulong)address + (1 << 30)));
    }

    [Fact]
    public void ProtectReportsHolesAndBadBits()
    {
        using Sandbox sandbox = new();
        ulong address = sandbox.Allocate(3 * Page);
        Assert.Equal(0, sandbox.Call(11, address + Page, Page));
        Assert.Equal(-12, sandbox.Call(10, address, 3 * Page, 1));
        Assert.Equal(PageProtection.Read, Simulation.ProtectionOf(address));
        Assert.Equal(-22, sandbox.Call(10, address + 1, Page, 1));
        Assert.Equal(-22, sandbox.Call(10, address, Page, 0x100));
        Assert.Equal(0, sandbox.Call(10, address, 0, 1));
    }

    [Fact]
    public void RemapGrowsInPlaceOrMovesAndShrinks()
    {
        using Sandbox sandbox = new();
        ulong address = sandbox.Allocate(8 * Page);
        sandbox.Write(address, 77);
        Assert.Equal((long)address, sandbox.Call(25, address, 8 * Page, 2 * Page, 0));
        Assert.Equal((long)address, sandbox.Call(25, address, 2 * Page, 4 * Page, 0));
        sandbox.Call(9, address + 4 * Page, Page, 3, 0x32, ulong.MaxValue);
        Assert.Equal(0, sandbox.Call(10, address + 4 * Page, Page, 1));
        Assert.Equal(-12, sandbox.Call(25, address, 4 * Page, 64 * Page, 0));
        long moved = sandbox.Call(25, address, 4 * Page, 64 * Page, 1);
        Assert.True(moved > 0 && (ulong)moved != address);
        Assert.Equal(77, sandbox.Read<int>((ulong)moved));
        Assert.Equal(0, sandbox.Read<int>((ulong)moved + 63 * Page));
        Assert.Equal(-14, sandbox.Call(25, address, Page, Page, 0));
    }

    [Fact]
    public void RemapFixedAndDontUnmap()
    {
        using Sandbox sandbox = new();
        ulong from = sandbox.Allocate(2 * Page);
        ulong to = sandbox.Allocate(16 * Page);
        sandbox.Write(from + Page, 5);
        Assert.Equal(-22, sandbox.Call(25, from, 2 * Page, 2 * Page, 3, from + Page));
        Assert.Equal((long)(to + 8 * Page), sandbox.Call(25, from, 2 * Page, 2 * Page, 7, to + 8 * Page));
        Assert.Equal(5, sandbox.Read<int>(to + 9 * Page));
        Assert.Equal(0, sandbox.Read<int>(from + Page));
    }

    [Fact]
    public void BreakMovesBothWays()
    {
        using Sandbox sandbox = new();
        sandbox.Memory.StartBreak(0x5_0000_0000);
        long start = sandbox.Call(12, 0);
        Assert.Equal(start + 10_000, sandbox.Call(12, (ulong)start + 10_000));
        sandbox.Write((ulong)start + 9_992, 3UL);
        Assert.Equal(start + 100, sandbox.Call(12, (ulong)start + 100));
        Assert.Null(Simulation.ProtectionOf((ulong)start + 9_000));
        Assert.Equal(start + 100, sandbox.Call(12, 1));
        Assert.Equal(start + 20_000, sandbox.Call(12, (ulong)start + 20_000));
        Assert.Equal(0UL, sandbox.Read<ulong>((ulong)start + 9_992));
    }

    [Fact]
    public void FilesAreMappedWithZerosAfterTheEndAndNothingPastTheLastPage()
    {
        using Sandbox sandbox = new();
        sandbox.CreateFile("/data", s_text);
        ulong address = MapFile(sandbox, "/data", 0, 5 * Page);
        Assert.Equal(s_text[9_999], sandbox.Read<byte>(address + 9_999));
        Assert.Equal(0, sandbox.Read<byte>(address + 10_000));
        Assert.Equal(Errno.EFAULT, Guest.Read<byte>(address + 3 * Page, out _));
        Assert.Equal(FaultMeaning.PastEnd, sandbox.Memory.Explain(address + 3 * Page, write: false, execute: false));
        Assert.Equal(FaultMeaning.Protected, sandbox.Memory.Explain(address, write: true, execute: false));
        Assert.Equal(0, sandbox.Call(11, address + 4 * Page, Page));
        Assert.Equal(FaultMeaning.NotMapped, sandbox.Memory.Explain(address + 4 * Page, write: false, execute: false));
    }

    [Fact]
    public void TwoSharedMappingsAndTheFileAgree()
    {
        using Sandbox sandbox = new();
        sandbox.CreateFile("/data", s_text);
        long descriptor = Open(sandbox, "/data", 2);
        ulong first = (ulong)sandbox.Call(9, 0, 3 * Page, 3, 1, (ulong)descriptor);
        ulong second = (ulong)sandbox.Call(9, 0, Page, 1, 1, (ulong)descriptor, Page);
        Assert.Equal(s_text[Page + 5], sandbox.Read<byte>(second + 5));
        sandbox.Write(first + Page + 5, 0x1234_5678);
        Assert.Equal(0x1234_5678, sandbox.Read<int>(second + 5));
        ulong buffer = sandbox.Allocate(Page);
        Assert.Equal(4, sandbox.Call(17, (ulong)descriptor, buffer, 4, Page + 5));
        Assert.Equal(0x1234_5678, sandbox.Read<int>(buffer));
        sandbox.Write(buffer, 0x7777_7777);
        Assert.Equal(4, sandbox.Call(18, (ulong)descriptor, buffer, 4, 9_998));
        Assert.Equal(0x7777_7777, sandbox.Read<int>(first + 9_998));
    }

    [Fact]
    public void WhatMayNotBeWrittenStaysSo()
    {
        using Sandbox sandbox = new();
        sandbox.CreateFile("/data", s_text);
        long descriptor = Open(sandbox, "/data", 0);
        Assert.Equal(-13, sandbox.Call(9, 0, Page, 3, 1, (ulong)descriptor));
        long address = sandbox.Call(9, 0, Page, 1, 1, (ulong)descriptor);
        Assert.True(address > 0);
        Assert.Equal(-13, sandbox.Call(10, (ulong)address, Page, 3));
    }

    [Fact]
    public void APageThatIsMappedNeverBecomesThatOfAnotherFile()
    {
        using Sandbox sandbox = new();
        sandbox.CreateFile("/data", s_text);
        long descriptor = Open(sandbox, "/data", 2);
        ulong address = (ulong)sandbox.Call(9, 0, 3 * Page, 3, 1, (ulong)descriptor);
        Assert.Equal(0, sandbox.Call(3, (ulong)descriptor));
        sandbox.CreateFile("/other", s_text);
        ulong used = PagePool.Used;
        sandbox.Write(address, 0x5555_5555);
        long again = Open(sandbox, "/data", 2);
        Assert.Equal(0, sandbox.Call(77, (ulong)again, Page));
        Assert.Equal(FaultMeaning.PastEnd, sandbox.Memory.Explain(address + Page, write: false, execute: false));
        Assert.Equal(used, PagePool.Used);
        Assert.Equal(0, sandbox.Call(77, (ulong)again, 2 * Page));
        Assert.Equal(0, sandbox.Read<int>(address + Page));
        Assert.Equal(0, sandbox.Call(77, (ulong)again, Page));
        Assert.Equal(0, sandbox.Call(11, address, 3 * Page));
        Assert.Equal(used - 2, PagePool.Used);
    }

    [Fact]
    public void SharedMemoryWithoutANameHasSecondViews()
    {
        using Sandbox sandbox = new();
        ulong first = (ulong)sandbox.Call(9, 0, 2 * Page, 3, 0x21, ulong.MaxValue);
        ulong second = (ulong)sandbox.Call(25, first, 0, 2 * Page, 1);
        sandbox.Write(second + Page, 42);
        Assert.Equal(42, sandbox.Read<int>(first + Page));
        Assert.Equal(0, sandbox.Call(28, first, 2 * Page, 9));
        Assert.Equal(0, sandbox.Read<int>(second + Page));
    }

    [Fact]
    public void AHostWithoutMemoryForASharedMappingIsNoHarm()
    {
        for (int failing = 1; ; failing++)
        {
            using Sandbox sandbox = new();
            int before = sandbox.Memory.AreaCount;
            Simulation.FailAt = Simulation.Operations + failing;
            long address = sandbox.Call(9, 0, 2 * Page, 3, 0x21, ulong.MaxValue);
            bool failed = Simulation.Operations >= Simulation.FailAt;
            Simulation.FailAt = 0;
            if (!failed)
                break;
            Assert.Equal(-12, address);
            Assert.Equal(before, sandbox.Memory.AreaCount);
        }
    }

    [Fact]
    public void AdviceDropsPages()
    {
        using Sandbox sandbox = new();
        ulong address = sandbox.Allocate(2 * Page);
        sandbox.Write(address, 9);
        Assert.Equal(0, sandbox.Call(28, address, Page, 4));
        Assert.Equal(0, sandbox.Read<int>(address));
        Assert.Equal(-22, sandbox.Call(28, address, Page, 7));
        Assert.Equal(-12, sandbox.Call(28, address, 1UL << 30, 4));
    }

    [Fact]
    public void TheAddressSpaceLimitHolds()
    {
        using Sandbox sandbox = new();
        sandbox.Process.Limits.Set(Limits.AddressSpace, sandbox.Memory.TotalBytes + 4 * Page, Limits.Infinity, true);
        Assert.Equal(-12, sandbox.Call(9, 0, 5 * Page, 3, 0x22, ulong.MaxValue));
        Assert.True(sandbox.Call(9, 0, 4 * Page, 3, 0x22, ulong.MaxValue) > 0);
    }

    [Fact]
    public void AreasThatGrowDownGrow()
    {
        using Sandbox sandbox = new();
        long address = sandbox.Call(9, 0x10_0000_0000, Page, 3, 0x122, ulong.MaxValue);
        Assert.Equal(FaultMeaning.Resolved, sandbox.Memory.Explain((ulong)address - 5000, write: true, execute: false));
        sandbox.Write((ulong)address - 5000, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RandomOperationsAgreeWithASimpleModel(int seed)
    {
        using Sandbox sandbox = new(seed);
        const int Pages = 64;
        ulong start = (ulong)sandbox.Call(9, 0, Pages * Page, 3, 0x22, ulong.MaxValue);
        int[] model = new int[Pages];
        byte[] contents = new byte[Pages];
        Array.Fill(model, 3);
        Random random = new(seed);
        for (int step = 0; step < 4_000; step++)
        {
            int first = random.Next(Pages);
            int count = random.Next(1, Pages - first + 1);
            ulong address = start + (ulong)first * Page;
            ulong length = (ulong)count * Page;
            switch (random.Next(5))
            {
                case 0:
                    int protection = random.Next(4) & ~(random.Next(2) << 1);
                    Assert.Equal((long)address, sandbox.Call(9, address, length, (ulong)protection, 0x32, ulong.MaxValue));
                    Array.Fill(model, protection, first, count);
                    Array.Clear(contents, first, count);
                    break;
                case 1:
                    Assert.Equal(0, sandbox.Call(11, address, length));
                    Array.Fill(model, -1, first, count);
                    Array.Clear(contents, first, count);
                    break;
                case 2:
                    int wanted = random.Next(2) == 0 ? 1 : 3;
                    int hole = Array.IndexOf(model, -1, first, count);
                    int reached = hole < 0 ? first + count : hole;
                    Assert.Equal(hole < 0 ? 0 : -12, sandbox.Call(10, address, length, (ulong)wanted));
                    Array.Fill(model, wanted, first, reached - first);
                    break;
                case 3:
                    int hole2 = Array.IndexOf(model, -1, first, count);
                    Assert.Equal(hole2 < 0 ? 0 : -12, sandbox.Call(28, address, length, 4));
                    for (int i = first; i < first + count; i++)
                        contents[i] = model[i] == -1 ? contents[i] : (byte)0;
                    break;
                default:
                    byte value = (byte)random.Next(1, 256);
                    Errno error = Guest.Write(address, value);
                    Assert.Equal(model[first] >= 2 ? Errno.None : Errno.EFAULT, error);
                    if (error == Errno.None)
                        contents[first] = value;
                    break;
            }

            Compare(sandbox, start, model, contents);
        }
    }

    [Fact]
    public void AHostThatFailsAtAnyPointLeavesTheAreasTrue()
    {
        for (int failure = 1; failure < 40; failure++)
        {
            using Sandbox sandbox = new(failure);
            sandbox.CreateFile("/data", s_text);
            long descriptor = Open(sandbox, "/data", 0);
            Simulation.FailAt = Simulation.Operations + failure;
            ulong address = (ulong)long.Max(sandbox.Call(9, 0, 16 * Page, 3, 0x22, ulong.MaxValue), 0);
            if (address == 0)
                continue;
            for (ulong i = 0; i < 16; i += 2)
                sandbox.Call(10, address + i * Page, Page, 1);
            sandbox.Call(25, address, 16 * Page, 32 * Page, 1);
            sandbox.Call(9, address + 4 * Page, 2 * Page, 3, 0x32, ulong.MaxValue);
            sandbox.Call(9, 0, 5 * Page, 1, 2, (ulong)descriptor);
            Simulation.FailAt = 0;
            CheckAgainstHost(sandbox);
        }
    }

    internal static void CheckAgainstHost(Sandbox sandbox)
    {
        ulong at = 0;
        ulong total = 0;
        while (sandbox.Memory.FirstAfter(at) is { } area)
        {
            Assert.True(area.Start >= at && area.End > area.Start);
            total += area.Length;
            PageProtection expected = (area.Protection & PageProtection.Write) != 0 ? area.Protection | PageProtection.Read : area.Protection;
            bool onHost = (area.Flags & AreaFlags.OnHost) != 0;
            ulong step = ulong.Max(area.Length / 64 & ~(Page - 1), Page);
            for (ulong page = area.Start; page < area.End; page += step)
                Assert.Equal(onHost ? expected : null, Simulation.ProtectionOf(page));
            at = area.End;
        }

        Assert.Equal(total, sandbox.Memory.TotalBytes);
    }

    private static void Compare(Sandbox sandbox, ulong start, int[] model, byte[] contents)
    {
        for (int i = 0; i < model.Length; i++)
        {
            ulong address = start + (ulong)i * Page;
            Area? area = sandbox.Memory.AreaOf(address);
            Assert.Equal(model[i], area is null ? -1 : (int)area.Protection);
            bool readable = Guest.Read(address, out byte value) == Errno.None;
            Assert.Equal(model[i] > 0, readable);
            if (readable)
                Assert.Equal(contents[i], value);
        }
    }

    private static long Open(Sandbox sandbox, string path, ulong flags) => sandbox.Call(257, unchecked((ulong)-100L), sandbox.WriteString(path), flags);

    private static ulong MapFile(Sandbox sandbox, string path, ulong offset, ulong length)
    {
        long descriptor = Open(sandbox, path, 0);
        long address = sandbox.Call(9, 0, length, 1, 2, (ulong)descriptor, offset);
        return (ulong)long.Max(address, 0);
    }
}
