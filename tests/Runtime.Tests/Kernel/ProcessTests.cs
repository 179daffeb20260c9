using System.Threading;
using LiteBox.North;
using LiteBox.South;
using Xunit;
using Thread = LiteBox.North.Thread;

namespace LiteBox.Runtime.Tests;

/// <summary>Child processes on the simulated host, where a process is a thread that plays its guest.</summary>
public sealed class ProcessTests
{
    private const int Pause = 34, GetPid = 39, Fork = 57, VFork = 58, Exit = 60, Wait4 = 61, Kill = 62, SetGroup = 109,
        GetParent = 110, GetGroup = 121, SetSession = 112, Control = 157, ExitGroup = 231, WaitId = 247, OpenPidFile = 434;

    private const int NoHang = 1, Stopped = 2, Ended = 4, Continued = 8, Keep = 0x100_0000;
    private const ulong Any = ulong.MaxValue;

    [Fact]
    public void AChildEndsAndIsWaitedForOnce()
    {
        using Sandbox sandbox = new() { ThreadBody = guest => guest.Call(ExitGroup, 7) };
        long child = sandbox.Call(Fork);
        Assert.True(child > sandbox.Process.Id);
        ulong status = sandbox.Allocate(4096);
        Assert.Equal(child, sandbox.Call(Wait4, Any, status));
        Assert.Equal(0x700, sandbox.Read<int>(status));
        Assert.Equal(-10, sandbox.Call(Wait4, Any, status));
        Assert.Equal(-3, sandbox.Call(Kill, (ulong)child));
    }

    [Fact]
    public void AChildHasItsOwnIdentityAndItsParents()
    {
        long own = 0, parent = 0, group = 0;
        using Sandbox sandbox = new()
        {
            ThreadBody = guest =>
            {
                own = guest.Call(GetPid);
                parent = guest.Call(GetParent);
                group = guest.Call(GetGroup);
                guest.Call(Exit);
            },
        };
        long child = sandbox.Call(Fork);
        sandbox.Call(Wait4, Any);
        Assert.Equal((child, (long)sandbox.Process.Id, (long)sandbox.Process.Group), (own, parent, group));
    }

    [Fact]
    public void AZombieStaysUntilItIsWaitedFor()
    {
        using Sandbox sandbox = new() { ThreadBody = guest => guest.Call(ExitGroup, 1) };
        ulong child = (ulong)sandbox.Call(Fork);
        AwaitEnd(child);
        Assert.Equal(0, sandbox.Call(Kill, child));
        Assert.Equal(0, sandbox.Call(Kill, child, Signal.SIGTERM));
        ulong info = sandbox.Allocate(4096);
        Assert.Equal(0, sandbox.Call(WaitId, 1, child, info, Ended | Keep));
        Assert.Equal((Signal.SIGCHLD, ChildEvent.CLD_EXITED, (int)child, 1),
            (sandbox.Read<int>(info), sandbox.Read<int>(info + 8), sandbox.Read<int>(info + 16), sandbox.Read<int>(info + 24)));
        Assert.Equal((long)child, sandbox.Call(Wait4, child));
        Assert.Equal(-10, sandbox.Call(WaitId, 1, child, info, Ended));
        Assert.Equal(0, sandbox.Read<int>(info));
    }

    [Fact]
    public void WaitsAreForTheChildrenAskedFor()
    {
        using Sandbox sandbox = new() { ThreadBody = guest => guest.Call(Pause) };
        ulong first = (ulong)sandbox.Call(Fork);
        ulong second = (ulong)sandbox.Call(Fork);
        Assert.Equal(0, sandbox.Call(SetGroup, second, second));
        Assert.Equal(0, sandbox.Call(Wait4, Any, 0, NoHang));
        Assert.Equal(0, sandbox.Call(Wait4, 0, 0, NoHang));
        Assert.Equal(-10, sandbox.Call(Wait4, first + second, 0, NoHang));
        Assert.Equal(-22, sandbox.Call(Wait4, first, 0, 4));
        Assert.Equal(-22, sandbox.Call(WaitId, 0, 0, 0, NoHang));
        Assert.Equal(0, sandbox.Call(Kill, second, Signal.SIGKILL));
        Assert.Equal((long)second, sandbox.Call(Wait4, unchecked(0 - second), 0, 0));
        Assert.Equal(-10, sandbox.Call(Wait4, unchecked(0 - second), 0, 0));
        Assert.Equal(0, sandbox.Call(Kill, first, Signal.SIGKILL));
        Assert.Equal((long)first, sandbox.Call(Wait4, 0));
    }

    [Fact]
    public void TheParentGetsSigchld()
    {
        using Sandbox sandbox = new() { ThreadBody = guest => guest.Call(ExitGroup, 3) };
        sandbox.Call(14, 0, sandbox.WriteStruct(Signal.Bit(Signal.SIGCHLD)), 0, 8);
        ulong child = (ulong)sandbox.Call(Fork);
        AwaitEnd(child);
        Assert.True(sandbox.Process.Pending.TryTake(ulong.MaxValue, ref sandbox.Process.QueuedSignals, out SignalInfo info));
        Assert.Equal((Signal.SIGCHLD, ChildEvent.CLD_EXITED, (int)child, 3ul), (info.Number, info.Code, info.Sender, info.Value));
    }

    [Theory]
    [InlineData(1ul, 0ul)]
    [InlineData(0ul, 2ul)]
    public void WhoeverIgnoresItsChildrenHasNoZombies(ulong handler, ulong flags)
    {
        using Sandbox sandbox = new() { ThreadBody = guest => guest.Call(ExitGroup, 3) };
        ulong action = sandbox.Allocate(4096);
        sandbox.Write(action, handler);
        sandbox.Write(action + 8, flags);
        Assert.Equal(0, sandbox.Call(13, Signal.SIGCHLD, action, 0, 8));
        ulong child = (ulong)sandbox.Call(Fork);
        Assert.Equal(-10, sandbox.Call(Wait4, Any));
        Assert.Equal(-3, sandbox.Call(Kill, child));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OrphansGetANewParent(bool subreaper)
    {
        using AutoResetEvent orphaned = new(false);
        long grandchild = 0, parent = 0;
        int bodies = 0;
        using Sandbox sandbox = new();
        sandbox.ThreadBody = guest =>
        {
            if (Interlocked.Increment(ref bodies) == 1)
            {
                grandchild = guest.Call(Fork);
                guest.Call(ExitGroup);
            }

            orphaned.WaitOne();
            parent = guest.Call(GetParent);
            guest.Call(ExitGroup, 5);
        };
        if (subreaper)
            sandbox.Call(Control, 36, 1);
        long child = sandbox.Call(Fork);
        Assert.Equal(child, sandbox.Call(Wait4, (ulong)child));
        orphaned.Set();
        Assert.Equal(subreaper ? grandchild : -10, sandbox.Call(Wait4, Any));
        for (int i = 0; i < 10_000 && Volatile.Read(ref parent) == 0; i++)
            System.Threading.Thread.Sleep(1);
        Assert.Equal(subreaper ? sandbox.Process.Id : Kernel.InitId, parent);
    }

    [Fact]
    public void StopsAndContinuationsAreReported()
    {
        using Sandbox sandbox = new() { ThreadBody = guest => guest.Call(Pause) };
        ulong child = (ulong)sandbox.Call(Fork);
        ulong status = sandbox.Allocate(4096);
        Assert.Equal(0, sandbox.Call(Kill, child, Signal.SIGSTOP));
        Assert.Equal((long)child, sandbox.Call(Wait4, child, status, Stopped));
        Assert.Equal(0x137F, sandbox.Read<int>(status));
        Assert.Equal(0, sandbox.Call(Wait4, child, status, Stopped | NoHang));
        Assert.Equal(0, sandbox.Call(Kill, child, Signal.SIGCONT));
        Assert.Equal((long)child, sandbox.Call(Wait4, child, status, Continued));
        Assert.Equal(0xFFFF, sandbox.Read<int>(status));
        Assert.Equal(0, sandbox.Call(Kill, child, Signal.SIGKILL));
        Assert.Equal((long)child, sandbox.Call(Wait4, child, status));
        Assert.Equal(Signal.SIGKILL, sandbox.Read<int>(status));
    }

    [Fact]
    public void GroupsAreChangedByTheRules()
    {
        using Sandbox sandbox = new() { ThreadBody = guest => guest.Call(Pause) };
        ulong first = (ulong)sandbox.Call(Fork);
        ulong second = (ulong)sandbox.Call(Fork);
        Assert.Equal(-1, sandbox.Call(SetGroup, 0, 0));
        Assert.Equal(-1, sandbox.Call(SetSession));
        Assert.Equal(-1, sandbox.Call(SetGroup, first, second));
        Assert.Equal(0, sandbox.Call(SetGroup, second, 0));
        Assert.Equal(0, sandbox.Call(SetGroup, first, second));
        Assert.Equal((long)second, sandbox.Call(GetGroup, first));
        Assert.Equal(-3, sandbox.Call(SetGroup, first + second, 0));
        Assert.Equal(0, sandbox.Call(Kill, unchecked(0 - second), Signal.SIGKILL));
        Assert.True(sandbox.Call(Wait4, Any) > 0);
        Assert.True(sandbox.Call(Wait4, Any) > 0);
        Assert.Equal(-3, sandbox.Call(Kill, unchecked(0 - second), Signal.SIGKILL));
    }

    [Fact]
    public void AVforkedChildRunsOnItsParentsThread()
    {
        using Sandbox sandbox = new();
        Thread parent = sandbox.Thread;
        Assert.Equal(0, sandbox.Call(VFork));
        Assert.Equal(sandbox.Process.Id, sandbox.Call(GetParent));
        long child = sandbox.Call(GetPid);
        sandbox.Write(sandbox.Registers.Rsp, 77);
        Assert.Equal(child, sandbox.Call(ExitGroup, 4));
        Assert.Equal(sandbox.Process.Id, sandbox.Call(GetPid));
        Assert.Same(parent, Kernel.ThreadOf(ref sandbox.Block));
        Assert.Equal(77, sandbox.Read<int>(sandbox.Registers.Rsp));
        ulong status = sandbox.Allocate(4096);
        Assert.Equal(child, sandbox.Call(Wait4, Any, status));
        Assert.Equal(0x400, sandbox.Read<int>(status));
    }

    [Fact]
    public void ADescriptorOfAProcessIsReadableWhenItHasEnded()
    {
        using Sandbox sandbox = new() { ThreadBody = guest => guest.Call(Pause) };
        ulong child = (ulong)sandbox.Call(Fork);
        long descriptor = sandbox.Call(OpenPidFile, child, 0);
        Assert.True(descriptor >= 0);
        ulong poll = sandbox.WriteStruct((ulong)descriptor | 1ul << 32);
        Assert.Equal(0, sandbox.Call(7, poll, 1, 0));
        Assert.Equal(0, sandbox.Call(424, (ulong)descriptor, Signal.SIGTERM));
        Assert.Equal(1, sandbox.Call(7, poll, 1, Any));
        Assert.Equal(0, sandbox.Call(WaitId, 3, (ulong)descriptor, 0, Ended));
        Assert.Equal(-3, sandbox.Call(424, (ulong)descriptor, 0));
    }

    [Fact]
    public void AProcessThatTheHostEndedIsAZombieOfSigkill()
    {
        using AutoResetEvent goes = new(false);
        using Sandbox sandbox = new() { ThreadBody = _ => goes.WaitOne() };
        ulong child = (ulong)sandbox.Call(Fork);
        Simulation.End(ref Kernel.FindThread((int)child)!.Block);
        ulong status = sandbox.Allocate(4096);
        Assert.Equal((long)child, sandbox.Call(Wait4, child, status));
        Assert.Equal(Signal.SIGKILL, sandbox.Read<int>(status));
        goes.Set();
    }

    [Fact]
    public void AHolderOfTheLockThatTheHostEndedEndsTheSandbox()
    {
        using AutoResetEvent holds = new(false);
        using AutoResetEvent goes = new(false);
        using Sandbox sandbox = new()
        {
            ThreadBody = _ =>
            {
                BigLock.Enter();
                holds.Set();
                goes.WaitOne();
                BigLock.Exit();
            },
        };
        ulong child = (ulong)sandbox.Call(Fork);
        holds.WaitOne();
        Simulation.ClockFollowsWaits = true;
        Simulation.End(ref Kernel.FindThread((int)child)!.Block);
        SandboxExit exit = Assert.Throws<SandboxExit>(() => sandbox.Call(Wait4, child));
        Assert.Equal((SandboxExitKind.Exit, 134), (exit.Kind, exit.Value));
        goes.Set();
    }

    private static void AwaitEnd(ulong id)
    {
        for (int i = 0; i < 10_000; i++)
        {
            BigLock.Enter();
            bool ended = Kernel.FindProcess((int)id) is not { IsZombie: false };
            BigLock.Exit();
            if (ended)
                return;
            System.Threading.Thread.Sleep(1);
        }

        Assert.Fail("The child does not end.");
    }
}
