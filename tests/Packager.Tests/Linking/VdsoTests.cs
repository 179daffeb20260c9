using System;
using System.Diagnostics;
using System.Linq;
using System.Runtime.InteropServices;
using LiteBox.Packager.Elf;
using LiteBox.Packager.Linking.Stubs.Vdso;
using LiteBox.South;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace LiteBox.Packager.Tests.Linking;

/// <summary>The vDSO's code, run here behind a page that says what time it is.</summary>
public sealed unsafe partial class VdsoTests : IDisposable
{
    private const int PageSize = 4096, Pages = 2;
    private const int ReadWrite = 3, ReadExecute = 5, PrivateAnonymous = 0x22;

    // What the system call would have done: the tests see its number.
    private const int Called = 1_000_000;

    // A counter that has hardly moved since its start, as the tests take a while: a tick is 2^-32 ns.
    private const ulong Slowest = 1;

    private static readonly byte[] s_image = VdsoImage.Write(static a => a.add(eax, Called));

    private readonly nint _memory = MapMemory(0, Pages * PageSize, ReadWrite, PrivateAnonymous, -1, 0);

    public VdsoTests()
    {
        s_image.CopyTo(new Span<byte>((byte*)_memory + PageSize, PageSize));
        Assert.Equal(0, Protect(_memory + PageSize, PageSize, ReadExecute));
    }

    private ref ClockPage Page => ref *(ClockPage*)_memory;

    public void Dispose() => UnmapMemory(_memory, Pages * PageSize);

    [Fact]
    public void It_is_one_page_and_says_which_version_it_is()
    {
        ElfFile file = ElfFile.Read(s_image, "vdso");
        Assert.True(s_image.Length <= PageSize);
        Assert.Equal(
            ["__vdso_clock_getres", "__vdso_clock_gettime", "__vdso_getcpu", "__vdso_gettimeofday", "__vdso_time"],
            file.DynamicSymbols.Where(s => s.IsDefined).Select(s => s.Name).Order(StringComparer.Ordinal));
        Assert.Contains("LINUX_2.6", System.Text.Encoding.ASCII.GetString(s_image), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(999_999_999L)]
    [InlineData(1_000_000_000L)]
    [InlineData(1_700_000_000_123_456_789L)]
    [InlineData(4_000_000_000_999_999_999L)]
    public void Time_is_cut_into_seconds_and_the_rest(long nanoseconds)
    {
        Set(nanoseconds, 0);
        long* time = stackalloc long[2];
        Assert.Equal(0, Call("__vdso_clock_gettime", 1, time));
        Assert.Equal((nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000), (time[0], time[1]));
        Set(0, nanoseconds);
        Assert.Equal(0, Call("__vdso_gettimeofday", (nint)time, null));
        Assert.Equal((nanoseconds / 1_000_000_000, nanoseconds / 1000 % 1_000_000), (time[0], time[1]));
        Assert.Equal(nanoseconds / 1_000_000_000, Call("__vdso_time", (nint)time, null));
        Assert.Equal(nanoseconds / 1_000_000_000, time[0]);
    }

    [Fact]
    public void The_counter_runs_at_the_rate_that_the_page_says()
    {
        // The rate of this CPU's counter is not known: two nanoseconds a tick show twice what one shows.
        Set(5, 0);
        Page.Rate = 1ul << ClockPage.RateBits;
        Page.Ticks = Counter();
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.ElapsedMilliseconds < 3)
        {
        }

        ulong before = Counter() - Page.Ticks;
        long* time = stackalloc long[2];
        Assert.Equal(0, Call("__vdso_clock_gettime", 1, time));
        ulong after = Counter() - Page.Ticks;
        Assert.InRange((ulong)((time[0] * 1_000_000_000) + time[1]) - 5, before, after);
        Page.Rate *= 2;
        before = Counter() - Page.Ticks;
        Assert.Equal(0, Call("__vdso_clock_gettime", 1, time));
        after = Counter() - Page.Ticks;
        Assert.InRange((ulong)((time[0] * 1_000_000_000) + time[1]) - 5, before * 2, after * 2);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(5, true)]
    [InlineData(6, false)]
    [InlineData(7, false)]
    [InlineData(11, true)]
    public void Each_clock_is_steady_or_the_walls(int clock, bool isWall)
    {
        Set(7_000_000_001, 1_000_000_000_000);
        long* time = stackalloc long[2];
        Assert.Equal(0, Call("__vdso_clock_gettime", clock, time));
        Assert.Equal((isWall ? 1007 : 7, 1L), (time[0], time[1]));
    }

    [Fact]
    public void What_the_page_cannot_tell_is_a_system_call()
    {
        long* time = stackalloc long[2];
        Set(1, 1);
        foreach (int clock in (int[])[2, 3, 8, 9, 10, 12, 31, 32, 33, 64, -1, int.MinValue])
            Assert.Equal(228 + Called, Call("__vdso_clock_gettime", clock, time));
        foreach (int clock in (int[])[2, 3, 5, 6, 12, 32, -1])
            Assert.Equal(229 + Called, Call("__vdso_clock_getres", clock, time));
        Assert.Equal(0, Call("__vdso_clock_getres", 1, time));
        Assert.Equal((0L, 1L), (time[0], time[1]));

        Page.Sequence = 1;
        AssertAllCall();
        Page.Sequence = 2;
        Page.MostTicks = 0;
        AssertAllCall();
        Page.MostTicks = ulong.MaxValue / 2;
        Page.Ticks = Counter() + (1ul << 40);
        AssertAllCall();

        void AssertAllCall()
        {
            long* unused = stackalloc long[2];
            Assert.Equal(228 + Called, Call("__vdso_clock_gettime", 1, unused));
            Assert.Equal(96 + Called, Call("__vdso_gettimeofday", (nint)unused, null));
            Assert.Equal(201 + Called, Call("__vdso_time", 0, null));
        }
    }

    [Fact]
    public void Results_that_nobody_wants_are_not_stored()
    {
        Set(1, 2_000_000_000);
        Assert.Equal(0, Call("__vdso_gettimeofday", 0, null));
        Assert.Equal(2, Call("__vdso_time", 0, null));
        Assert.Equal(0, Call("__vdso_clock_getres", 0, null));
        Assert.Equal(0, Call("__vdso_getcpu", 0, null));
        long* zone = stackalloc long[2];
        (zone[0], zone[1]) = (-1, -1);
        Assert.Equal(0, Call("__vdso_gettimeofday", 0, zone));
        Assert.Equal((0L, -1L), (zone[0], zone[1]));
        (zone[0], zone[1]) = (-1, -1);
        Assert.Equal(0, Call("__vdso_getcpu", (nint)(&zone[0]), zone + 1));
        Assert.Equal((0xFFFF_FFFFL << 32, 0xFFFF_FFFFL << 32), (zone[0], zone[1]));
    }

    private void Set(long monotonic, long realtime) => Page = new ClockPage
    {
        Ticks = Counter(),
        MostTicks = ulong.MaxValue / 2,
        Rate = Slowest,
        Monotonic = monotonic,
        Realtime = realtime,
    };

    private long Call(string name, nint first, void* second)
    {
        ElfSymbol symbol = ElfFile.Read(s_image, "vdso").DynamicSymbols.Single(s => s.Name == name);
        return ((delegate* unmanaged<nint, void*, long>)(_memory + PageSize + (nint)symbol.Value))(first, second);
    }

    private static ulong Counter() => s_counter();

    private static readonly delegate* unmanaged<ulong> s_counter = MakeCounter();

    private static delegate* unmanaged<ulong> MakeCounter()
    {
        byte[] code = ObjectBuilder.Assemble(static a =>
        {
            a.lfence();
            a.rdtsc();
            a.shl(rdx, 32);
            a.or(rax, rdx);
            a.ret();
        });
        nint memory = MapMemory(0, PageSize, ReadWrite, PrivateAnonymous, -1, 0);
        Marshal.Copy(code, 0, memory, code.Length);
        Assert.Equal(0, Protect(memory, PageSize, ReadExecute));
        return (delegate* unmanaged<ulong>)memory;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint MapMemory(nint address, nint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int UnmapMemory(nint address, nint length);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nint length, int protection);
}
