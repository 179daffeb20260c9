using System.Linq;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.EndToEnd;

/// <summary>What is particular to a bundle that is a machine's kernel.</summary>
public sealed class MachineTests
{
    private static readonly BundleOptions s_kvm = new() { South = South.Kvm };

    [Fact]
    public void A_program_that_uses_all_memory_ends()
    {
        string bundle = Bundle.Of(Guest.StaticC("exhaust"), s_kvm);
        Outcome outcome = Command.Run(Repository.Tool, ["run", "--memory", "96", bundle]);
        Assert.Equal("starting\n", outcome.OutputText);
        Assert.Contains("no memory left", outcome.ErrorText);
        const int KilledBySigbus = 128 + 7;
        Assert.Equal(KilledBySigbus, outcome.ExitCode);
    }

    [Theory]
    [InlineData("6000")]
    [InlineData("16")]
    public void Memory_of_any_size_is_used(string mebibytes)
    {
        Outcome outcome = Command.Run(Repository.Tool, ["run", "--memory", mebibytes, Bundle.Of(Guest.StaticC("hello"), s_kvm)]);
        Assert.True(outcome.ExitCode == 0, $"exit code {outcome.ExitCode}: {outcome.ErrorText}");
        Assert.Equal("hello, world\n", outcome.OutputText);
    }

    [Theory]
    [InlineData("static")]
    [InlineData("musl")]
    [InlineData("dynamic")]
    public void Reading_the_clock_needs_no_system_call(string kind)
    {
        string[] calls = ["clock_gettime", "gettimeofday", "time", "clock_getres", "getcpu"];
        BundleOptions without = s_kvm with { Extra = [.. calls.SelectMany(call => new[] { "--no-syscall", call })] };
        (string runner, string[] line) = Bundle.Line(Bundle.Of(Guest.Of(kind, "ticks"), without), South.Kvm, []);
        Outcome outcome = Command.Run(runner, line);
        Assert.Equal(Command.Run(Guest.Of(kind, "ticks"), []).OutputText, outcome.OutputText);
        Assert.Equal(0, outcome.ExitCode);
    }

    [Fact]
    public void Too_little_memory_is_told()
    {
        Outcome outcome = Command.Run(Repository.Tool, ["run", "--memory", "4", Bundle.Of(Guest.StaticC("hello"), s_kvm)]);
        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Contains("memory", outcome.ErrorText);
    }
}
