using System.Collections.Generic;
using LiteBox.Packager.Linking;
using Xunit;

namespace LiteBox.Packager.Tests.Linking;

public sealed class SeccompTests
{
    private const ulong Gate = 0x7F12_3456_789A;
    private const uint Process = 4242;

    private static readonly HostCall[] s_calls =
    [
        new() { Symbol = "host_read", Number = 0, Arguments = [new() { Position = 0, Parameter = 0, Values = [0, 1, 2] }] },
        new() { Symbol = "host_map_a", Number = 9, Arguments = [new() { Position = 2, Parameter = 0, Mask = 7 }, new() { Position = 4, Constant = -1 }] },
        new() { Symbol = "host_map_b", Number = 9, Arguments = [new() { Position = 2, Parameter = 0, Mask = 7 }, new() { Position = 4, Constant = 3 }] },
        new() { Symbol = "host_unmap", Number = 11 },
        new() { Symbol = "host_clone", Number = 56, Arguments = [new() { Position = 0, Constant = 0x3D0F00 }] },
        new() { Symbol = "host_kill", Number = 234, Arguments = [new() { Position = 0, Parameter = 0, IsProcessId = true }] },
        new() { Symbol = "host_open", Number = 257, BeforeSeal = true },
    ];

    private static readonly SeccompProgram s_program = SeccompProgram.Generate(s_calls);

    [Theory]
    [InlineData(0, 2, 0, 0, true)]
    [InlineData(0, 3, 0, 0, false)]
    [InlineData(0, 0x1_0000_0000, 0, 0, false)]
    [InlineData(9, 0, 5, -1, true)]
    [InlineData(9, 0, 5, 3, true)]
    [InlineData(9, 0, 5, 4, false)]
    [InlineData(9, 0, 8, 3, false)]
    [InlineData(9, 0, 0x8_0000_0001, 3, false)]
    [InlineData(11, 77, 77, 77, true)]
    [InlineData(56, 0x3D0F00, 0, 0, true)]
    [InlineData(56, 0x11, 0, 0, false)]
    [InlineData(234, Process, 0, 0, true)]
    [InlineData(234, 1, 0, 0, false)]
    [InlineData(257, 0, 0, 0, false)]
    [InlineData(1000, 0, 0, 0, false)]
    [InlineData(0x4000_000B, 0, 0, 0, false)]
    public void AtTheGateOnlyDeclaredCallsPass(uint number, long first, long third, long fifth, bool allowed) =>
        Assert.Equal(
            allowed ? SeccompProgram.Allow : SeccompProgram.Kill,
            BpfMachine.Run(s_program, Gate, Process, number, SeccompProgram.ArchitectureX8664, Gate, [first, 0, third, 0, fifth, 0]));

    [Theory]
    [InlineData(Gate + 1)]
    [InlineData(Gate + 0x1_0000_0000)]
    [InlineData(0x40_0000)]
    public void ElsewhereEveryCallTraps(ulong address) =>
        Assert.Equal(SeccompProgram.Trap, BpfMachine.Run(s_program, Gate, Process, 11, SeccompProgram.ArchitectureX8664, address, new long[6]));

    [Fact]
    public void OtherArchitecturesTrap() =>
        Assert.Equal(SeccompProgram.Trap, BpfMachine.Run(s_program, Gate, Process, 11, 0x4000_0003, Gate, new long[6]));

    [Fact]
    public void ManyCallsAreFoundByATree()
    {
        List<HostCall> calls = [];
        for (int i = 0; i < 300; i += 3)
        {
            calls.Add(new HostCall { Symbol = "host_call", Number = i, Arguments = [new() { Position = 1, Constant = i }] });
        }

        SeccompProgram program = SeccompProgram.Generate(calls);
        for (uint number = 0; number < 303; number++)
        {
            uint expected = number % 3 == 0 && number < 300 ? SeccompProgram.Allow : SeccompProgram.Kill;
            Assert.Equal(expected, BpfMachine.Run(program, Gate, Process, number, SeccompProgram.ArchitectureX8664, Gate, [0, number, 0, 0, 0, 0]));
        }
    }

    [Fact]
    public void NothingDeclaredAllowsNothing() => Assert.Equal(
        SeccompProgram.Kill,
        BpfMachine.Run(SeccompProgram.Generate([]), Gate, Process, 60, SeccompProgram.ArchitectureX8664, Gate, new long[6]));
}
