using System.Threading;
using LiteBox.South;
using Xunit;

namespace LiteBox.Runtime.Tests;

public sealed class FutexTests
{
    private const ulong CloneThread = 0x3D0F00;

    [Fact]
    public void AWordThatDiffersIsEagainAndABadOneEfault()
    {
        using Sandbox sandbox = new();
        ulong word = sandbox.WriteStruct(5);
        Assert.Equal(-11, sandbox.Call(202, word, 0, 6));
        Assert.Equal(-14, sandbox.Call(202, 0x1234000, 0, 6));
        Assert.Equal(-22, sandbox.Call(202, word + 1, 0, 5));
        Assert.Equal(-22, sandbox.Call(202, word, 9, 5, 0, 0, 0));
        Assert.Equal(-38, sandbox.Call(202, word, 2, 5));
        Assert.Equal(-38, sandbox.Call(202, word, 0x100, 5));
    }

    [Fact]
    public void AWaitEndsAtItsDeadline()
    {
        using Sandbox sandbox = new();
        Simulation.ClockFollowsWaits = true;
        ulong word = sandbox.WriteStruct(5);
        long before = Simulation.Now;
        Assert.Equal(-110, sandbox.Call(202, word, 128, 5, sandbox.WriteTime(2, 5)));
        Assert.Equal(before + 2_000_000_005, Simulation.Now);
        Assert.Equal(-110, sandbox.Call(202, word, 137, 5, sandbox.WriteTime(4, 0), 0, uint.MaxValue));
        Assert.Equal(4_000_000_000, Simulation.Now);
        Assert.Equal(-22, sandbox.Call(202, word, 128, 5, sandbox.WriteTime(0, 1_000_000_000)));
    }

    [Fact]
    public void WakesReachThoseWhoWaitForTheirBits()
    {
        using Sandbox sandbox = new();
        ulong word = sandbox.WriteStruct(0);
        int woken = 0;
        sandbox.ThreadBody = guest =>
        {
            Assert.Equal(0, guest.Call(202, word, 9, 0, 0, 0, 2));
            Interlocked.Increment(ref woken);
            guest.Call(60);
        };
        StartThreads(sandbox, 3);
        sandbox.AwaitSleepers(3);
        Assert.Equal(0, sandbox.Call(202, word, 10, 8, 0, 0, 1));
        Assert.Equal(2, sandbox.Call(202, word, 10, 2, 0, 0, 2));
        Assert.Equal(1, sandbox.Call(202, word, 1, 9));
        AwaitThreads(sandbox, 1);
        Assert.Equal(3, woken);
    }

    [Fact]
    public void AMutexThatWasHandedOverIsWaitedForBeforeItsNewOwnerRuns()
    {
        const ulong LockPi = 6, UnlockPi = 7;
        using Sandbox sandbox = new();
        ulong word = sandbox.WriteStruct(0);
        sandbox.ThreadBody = guest =>
        {
            Assert.Equal(0, guest.Call(202, word, LockPi));
            Assert.Equal(0, guest.Call(202, word, UnlockPi));
            guest.Call(60);
        };
        Assert.Equal(0, sandbox.Call(202, word, LockPi));
        StartThreads(sandbox, 1);
        sandbox.AwaitSleepers(1);
        Assert.Equal(0, sandbox.Call(202, word, UnlockPi));
        Assert.Equal(0, sandbox.Call(202, word, LockPi));
        Assert.Equal(0, sandbox.Call(202, word, UnlockPi));
        AwaitThreads(sandbox, 1);
    }

    [Fact]
    public void RequeueMovesWaiters()
    {
        using Sandbox sandbox = new();
        ulong first = sandbox.WriteStruct(0);
        ulong second = sandbox.WriteStruct(0);
        sandbox.ThreadBody = guest =>
        {
            Assert.Equal(0, guest.Call(202, first, 0, 0));
            guest.Call(60);
        };
        StartThreads(sandbox, 4);
        sandbox.AwaitSleepers(4);
        Assert.Equal(-11, sandbox.Call(202, first, 4, 1, 9, second, 7));
        Assert.Equal(4, sandbox.Call(202, first, 4, 1, 9, second, 0));
        Assert.Equal(0, sandbox.Call(202, first, 1, 9));
        Assert.Equal(3, sandbox.Call(202, second, 1, 9));
        AwaitThreads(sandbox, 1);
    }

    [Fact]
    public void AMutexPassesFromOwnerToWaiter()
    {
        using Sandbox sandbox = new();
        ulong word = sandbox.WriteStruct(0);
        Assert.Equal(0, sandbox.Call(202, word, 6));
        Assert.Equal((uint)sandbox.Thread.Id, sandbox.Read<uint>(word));
        Assert.Equal(-35, sandbox.Call(202, word, 6));
        uint seen = 0;
        sandbox.ThreadBody = guest =>
        {
            Assert.Equal(-11, guest.Call(202, word, 8));
            Assert.Equal(0, guest.Call(202, word, 6));
            seen = sandbox.Read<uint>(word);
            Assert.Equal(0, guest.Call(202, word, 7));
            guest.Call(60);
        };
        StartThreads(sandbox, 1);
        sandbox.AwaitSleepers(1);
        Assert.Equal(0, sandbox.Call(202, word, 7));
        AwaitThreads(sandbox, 1);
        Assert.NotEqual((uint)sandbox.Thread.Id, seen & 0x3FFF_FFFF);
        Assert.Equal(0x8000_0000, seen & 0xC000_0000);
        Assert.Equal(0u, sandbox.Read<uint>(word));
        Assert.Equal(-1, sandbox.Call(202, word, 7));
    }

    [Fact]
    public void AMutexOfAThreadThatEndsGoesToTheOneThatWaits()
    {
        using Sandbox sandbox = new();
        Simulation.ClockFollowsWaits = false;
        ulong word = sandbox.WriteStruct(0);
        ulong gate = sandbox.WriteStruct(0);
        sandbox.ThreadBody = guest =>
        {
            Assert.Equal(0, guest.Call(202, word, 6));
            Assert.Equal(0, guest.Call(202, gate, 0, 0));
            guest.Call(60);
        };
        StartThreads(sandbox, 1);
        sandbox.AwaitSleepers(1);
        int order = 0;
        sandbox.ThreadBody = guest =>
        {
            Assert.Equal(0, guest.Call(202, word, 6));
            order = sandbox.Read<int>(word) & 0x4000_0000;
            guest.Call(60);
        };
        StartThreads(sandbox, 1);
        sandbox.AwaitSleepers(2);
        Assert.Equal(1, sandbox.Call(202, gate, 1, 1));
        AwaitThreads(sandbox, 1);
        Assert.Equal(0x4000_0000, order);
    }

    [Fact]
    public void WakeOperationChangesTheSecondWord()
    {
        using Sandbox sandbox = new();
        ulong first = sandbox.WriteStruct(0);
        ulong second = sandbox.WriteStruct(10);

        // FUTEX_OP_ADD 5, compare greater than 9.
        Assert.Equal(0, sandbox.Call(202, first, 5, 1, 1, second, (1u << 28) | (4u << 24) | (5u << 12) | 9));
        Assert.Equal(15, sandbox.Read<int>(second));
        Assert.Equal(-38, sandbox.Call(202, first, 5, 1, 1, second, 7u << 28));
    }

    [Fact]
    public void AThreadThatEndsClearsItsTidAndReleasesItsRobustLocks()
    {
        using Sandbox sandbox = new();
        ulong tid = sandbox.WriteStruct(-1);
        ulong head = sandbox.Allocate(4096);
        ulong held = head + 256;
        ulong other = head + 512;
        ulong pending = head + 768;
        sandbox.ThreadBody = guest =>
        {
            int id = (int)guest.Call(186);
            sandbox.Write(head, held);
            sandbox.Write(head + 8, 16L);
            sandbox.Write(head + 16, pending);
            sandbox.Write(held, other);
            sandbox.Write(other, head);
            sandbox.Write(held + 16, (uint)id | 0x8000_0000);
            sandbox.Write(other + 16, 1);
            sandbox.Write(pending + 16, (uint)id);
            Assert.Equal(-22, guest.Call(273, head, 8));
            Assert.Equal(0, guest.Call(273, head, 24));
            guest.Call(60);
        };
        long child = sandbox.Call(56, CloneThread | 0x20_0000 | 0x100_0000, 0, 0, tid);
        Assert.True(child > 0);
        AwaitThreads(sandbox, 1);
        Assert.Equal(0, sandbox.Read<int>(tid));
        Assert.Equal(0xC000_0000, sandbox.Read<uint>(held + 16));
        Assert.Equal(1, sandbox.Read<int>(other + 16));
        Assert.Equal(0x4000_0000u, sandbox.Read<uint>(pending + 16));
    }

    [Fact]
    public void ARobustListThatLoopsEnds()
    {
        using Sandbox sandbox = new();
        ulong head = sandbox.Allocate(4096);
        sandbox.Write(head, head + 64);
        sandbox.Write(head + 64, head + 64);
        sandbox.ThreadBody = guest =>
        {
            guest.Call(273, head, 24);
            guest.Call(60);
        };
        StartThreads(sandbox, 1);
        AwaitThreads(sandbox, 1);
    }

    [Fact]
    public void ThreadsThatCannotBeStartedAreEagain()
    {
        using Sandbox sandbox = new();
        for (int failure = 1; failure <= 2; failure++)
        {
            Simulation.FailAt = Simulation.Operations + failure;
            Assert.Equal(-11, sandbox.Call(56, CloneThread));
            Assert.Single(sandbox.Process.Threads);
            Simulation.FailAt = Simulation.Operations + failure;
            Assert.Equal(-11, sandbox.Call(57));
            Assert.Equal(-10, sandbox.Call(61, ulong.MaxValue, 0, 0, 0));
        }

        Assert.Equal(-22, sandbox.Call(56, 0x1_0000));
    }

    internal static void StartThreads(Sandbox sandbox, int count)
    {
        for (int i = 0; i < count; i++)
            Assert.True(sandbox.Call(56, CloneThread) > 0);
    }

    internal static void AwaitThreads(Sandbox sandbox, int count)
    {
        for (int i = 0; i < 10_000 && sandbox.Process.Threads.Count != count; i++)
            Thread.Sleep(1);
        Assert.Equal(count, sandbox.Process.Threads.Count);
    }
}
