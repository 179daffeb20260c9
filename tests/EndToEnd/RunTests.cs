using System;
using System.IO;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.EndToEnd;

/// <summary>What <c>litebox run</c> passes in and out where a program stands between it and the guest.</summary>
public sealed class RunTests
{
    [Theory]
    [InlineData(South.Kvm)]
    [InlineData(South.Windows)]
    public void Bytes_of_any_value_pass_in_and_out(South south)
    {
        byte[] bytes = new byte[300_000];
        new Random(7).NextBytes(bytes);
        new Comparison(Busybox()) { Arguments = ["cat"], Input = bytes, Options = new BundleOptions { South = south } }.Check();
    }

    [Theory]
    [InlineData(South.Kvm)]
    [InlineData(South.Windows)]
    public void A_run_that_is_told_to_end_has_the_status_of_the_signal(South south)
    {
        string output = Bundle.FreshPath("output");
        (string runner, string[] line) = Bundle.Line(Bundle.Of(Busybox(), new BundleOptions { South = south }), south, ["sh", "-c", "echo up; sleep 1000"]);
        const string Script = "out=$1; shift; : > \"$out\"; \"$@\" > \"$out\" & until grep -q up \"$out\"; do sleep 0.05; done; kill -TERM $!; wait $!; echo $?";
        Outcome outcome = Command.Run("/bin/sh", ["-c", Script, "sh", output, runner, .. line]);
        Assert.Equal("143\n", outcome.OutputText);
        Assert.Equal("", outcome.ErrorText);
    }

    [Theory]
    [InlineData(South.Kvm)]
    [InlineData(South.Windows)]
    public void Closed_streams_are_ends_and_nobody_elses_files(South south)
    {
        (string runner, string[] line) = Bundle.Line(
            Bundle.Of(Busybox(), new BundleOptions { South = south }), south, ["sh", "-c", "read line; echo \"[$line]\"; echo lost >&2; exit 9"]);
        Outcome outcome = Command.Run("/bin/sh", ["-c", "\"$@\" <&- 2>&-; echo $?", "sh", runner, .. line]);
        Assert.Equal("[]\n9\n", outcome.OutputText);
    }

    [Fact]
    public void A_missing_emulator_is_named_with_its_package()
    {
        string bundle = Bundle.Of(Guest.StaticC("hello"), new BundleOptions { South = South.Kvm });
        string tools = Directory.CreateDirectory(Bundle.FreshPath("tools")).FullName;
        foreach (string tool in (string[])["dotnet", "dirname", "readlink"])
            File.CreateSymbolicLink(Path.Combine(tools, tool), Guest.Tool(tool, tool));
        Outcome outcome = Command.Run("/usr/bin/env", ["PATH=" + tools, Repository.Tool, "run", bundle]);
        Assert.Contains("LB0921", outcome.ErrorText);
        Assert.Contains("apt-get install qemu-system-x86", outcome.ErrorText);
        Assert.Equal(2, outcome.ExitCode);
    }

    private static string Busybox() => Guest.Installed("busybox", "busybox-static");
}
