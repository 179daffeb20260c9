using LiteBox.North;
using LiteBox.South;
using Xunit;

namespace LiteBox.Runtime.Tests;

public sealed class TimerTests
{
    private const ulong RestorerFlag = 0x0400_0000;
    private const long Second = 1_000_000_000;

    [Fact]
    public void AlarmSendsItsSignalOnce()
    {
        using Sandbox sandbox = new();
        Block(sandbox);
        Assert.Equal(0, sandbox.Call(37, 5));
        Advance(2 * Second);
        Assert.Equal(3, sandbox.Call(37, 5));
        Advance(5 * Second);
        Assert.Equal(14, Take(sandbox, out _));
        Advance(50 * Second);
        Assert.Equal(-11, Take(sandbox, out _));
        Assert.Equal(0, sandbox.Call(37, 0));
    }

    [Fact]
    public void IntervalTimersRepeatAndCanBeRead()
    {
        using Sandbox sandbox = new();
        Block(sandbox);
        ulong setting = sandbox.Allocate(32);
        sandbox.Write(setting, 1L);
        sandbox.Write(setting + 16, 2L);
        Assert.Equal(0, sandbox.Call(38, 0, setting, 0));
        Advance(Second / 2);
        Assert.Equal(0, sandbox.Call(36, 0, setting));
        Assert.Equal(1, sandbox.Read<long>(setting + 16));
        Assert.Equal(500_000, sandbox.Read<long>(setting + 24));
        Advance(Second * 3 / 2);
        Assert.Equal(14, Take(sandbox, out _));
        Advance(Second);
        Assert.Equal(14, Take(sandbox, out _));
        sandbox.Write(setting + 24, 1_000_000L);
        Assert.Equal(-22, sandbox.Call(38, 0, setting, 0));
        Assert.Equal(-22, sandbox.Call(38, 3, setting, 0));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue / Second)]
    [InlineData(long.MaxValue / Second - 1)]
    public void AnIntervalBeyondAllTimeExpiresOnce(long seconds)
    {
        using Sandbox sandbox = new();
        Block(sandbox);
        ulong setting = sandbox.Allocate(32), count = sandbox.Allocate(8);
        sandbox.Write(setting, seconds);
        sandbox.Write(setting + 16, 1L);
        int descriptor = (int)sandbox.Call(283, 1, 0x800);
        Assert.Equal(0, sandbox.Call(286, (ulong)descriptor, 0, setting, 0));
        Assert.Equal(0, sandbox.Call(38, 0, setting, 0));
        Advance(5 * Second);
        Assert.Equal(8, sandbox.Call(0, (ulong)descriptor, count, 8));
        Assert.Equal(1, sandbox.Read<long>(count));
        Assert.Equal(14, Take(sandbox, out _));
        Advance(5 * Second);
        Assert.Equal(-11, sandbox.Call(0, (ulong)descriptor, count, 8));
        Assert.Equal(-11, Take(sandbox, out _));
    }

    [Fact]
    public void PosixTimersCountOverruns()
    {
        using Sandbox sandbox = new();
        Block(sandbox);
        ulong sigevent = sandbox.Allocate(64);
        sandbox.Write(sigevent, 0x77UL);
        sandbox.Write(sigevent + 8, 34);
        ulong id = sandbox.Allocate(4);
        Assert.Equal(0, sandbox.Call(222, 1, sigevent, id));
        ulong setting = sandbox.Allocate(32);
        sandbox.Write(setting, 1L);
        sandbox.Write(setting + 16, 1L);
        Assert.Equal(0, sandbox.Call(223, 0, 0, setting));
        Advance(Second);
        Advance(3 * Second);
        Assert.Equal(34, Take(sandbox, out SignalInfo info));
        Assert.Equal(SignalInfo.SI_TIMER, info.Code);
        Assert.Equal(0x77UL, info.Value);
        Assert.Equal(3, info.SenderUser);
        Assert.Equal(3, sandbox.Call(225, 0));
        Assert.Equal(0, sandbox.Call(226, 0));
        Assert.Equal(-22, sandbox.Call(226, 0));
        Advance(9 * Second);
        Assert.Equal(-11, Take(sandbox, out _));
    }

    [Fact]
    public void AHostWithoutThreadsIsEagain()
    {
        using Sandbox sandbox = new();
        Simulation.ThreadStarted = null;
        ulong setting = sandbox.Allocate(32);
        sandbox.Write(setting + 16, 2L);
        Assert.Equal(-11, sandbox.Call(38, 0, setting, 0));
    }

    [Fact]
    public void TheServiceThreadWakesSleepersByItself()
    {
        using Sandbox sandbox = new();
        SignalTests.Catch(sandbox, 14, RestorerFlag);
        sandbox.Call(37, 1);
        System.Threading.Thread clock = new(() =>
        {
            sandbox.AwaitSleepers(1);
            Simulation.Advance(Second);
        });
        clock.Start();
        sandbox.Call(34);
        clock.Join();
        Assert.Equal(-4, SignalTests.ReturnFromHandler(sandbox));
    }

    [Fact]
    public void ClocksTellTheTime()
    {
        using Sandbox sandbox = new();
        ulong time = sandbox.Allocate(16);
        foreach (int clock in new[] { 0, 1, 2, 3, 4, 5, 6, 7, 11, -6, -2 })
            Assert.Equal(0, sandbox.Call(228, unchecked((ulong)clock), time));
        Assert.Equal(-22, sandbox.Call(228, 10, time));
        Assert.Equal(-22, sandbox.Call(228, 99, time));
        Assert.Equal(-14, sandbox.Call(228, 0, 8));
        Assert.Equal(0, sandbox.Call(229, 5, time));
        Assert.Equal(4_000_000, sandbox.Read<long>(time + 8));
        Assert.Equal(-1, sandbox.Call(227, 0, time));
    }

    private static void Block(Sandbox sandbox) => sandbox.Call(14, 0, sandbox.WriteStruct(ulong.MaxValue), 0, 8);

    private static void Advance(long nanoseconds)
    {
        Simulation.Advance(nanoseconds);
        BigLock.Enter();
        TimerQueue.ExpireDue();
        BigLock.Exit();
    }

    private static long Take(Sandbox sandbox, out SignalInfo info)
    {
        ulong address = sandbox.Allocate(128);
        long result = sandbox.Call(128, sandbox.WriteStruct(ulong.MaxValue), address, sandbox.WriteTime(0, 0), 8);
        info = sandbox.Read<SignalInfo>(address);
        return result;
    }
}
