using System;
using LiteBox.Shim.Linux;
using LiteBox.South;
using Xunit;

namespace LiteBox.Runtime.Tests;

/// <summary>Any program may make any call with any arguments: the answer is a result, never an exception.</summary>
public sealed class RandomCallTests
{
    // Calls that start a thread, which nobody plays; and those that mostly sleep until another does something: the round would end there.
    private static readonly int[] s_endless =
    [
        0, 7, 17, 19, 20, 23, 34, 43, 45, 47, 56, 57, 58, 61, 130, 202, 232, 247, 270, 271, 281, 288, 295, 296, 299, 327, 435, 441, 449, 455,
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void RandomCallsNeverThrow(int seed)
    {
        Random random = new(seed);
        int exits = 0;
        for (int round = 0; round < 40; round++)
        {
            using Sandbox sandbox = new(seed * 1000 + round);
            sandbox.ThreadBody = guest => guest.Call(60);
            Simulation.ClockFollowsWaits = true;
            Simulation.LoneThread = Environment.CurrentManagedThreadId;
            Simulation.Type([]);
            sandbox.CreateFile("/a", [1, 2, 3]);
            ulong memory = sandbox.Allocate(0x1_0000);
            for (int call = 0; call < 300; call++)
            {
                int number = random.Next(470);
                if (Array.IndexOf(s_endless, number) >= 0)
                    continue;
                try
                {
                    sandbox.Call(number, Argument(random, memory), Argument(random, memory), Argument(random, memory), Argument(random, memory), Argument(random, memory), Argument(random, memory));
                }
                catch (SandboxExit)
                {
                    exits++;
                    break;
                }
                catch (Exception exception)
                {
                    Assert.Fail($"Call {number} ({System.Text.Encoding.UTF8.GetString(Dispatcher.NameOf((ulong)number))}) of round {round}: {exception}");
                }

                if (call % 16 == 0)
                    MemoryTests.CheckAgainstHost(sandbox);
            }
        }

        Assert.InRange(exits, 1, 40);
    }

    private static ulong Argument(Random random, ulong memory) => random.Next(9) switch
    {
        0 => 0,
        1 => (ulong)random.Next(8),
        2 => (ulong)random.Next(65),
        3 => memory + (ulong)random.Next(0x1_0000),
        4 => memory + (ulong)random.Next(16) * 4096,
        5 => (ulong)random.NextInt64(),
        6 => unchecked((ulong)-(long)random.Next(200)),
        7 => (ulong)random.Next(1 << 20),
        _ => 1UL << random.Next(64),
    };
}
