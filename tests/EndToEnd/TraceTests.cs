using System;
using System.IO;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.EndToEnd;

/// <summary>Bundles that log the program's system calls.</summary>
public class TraceTests
{
    private static readonly BundleOptions s_traced = new() { Extra = ["--trace"] };

    [Fact]
    public void LogsCallsAsStraceDoes()
    {
        string program = Guest.StaticC("echo");
        Outcome outcome = Command.Run(Bundle.Of(program, s_traced), ["copy"], input: "ping"u8.ToArray());
        Assert.Equal(Command.Run(program, ["copy"], input: "ping"u8.ToArray()).OutputText, outcome.OutputText);
        Assert.Matches(@"(?m)^\[pid \d+\] \d+\.\d{6} read\(0, ""ping"", \d+\) = 4$", outcome.ErrorText);
        Assert.Matches(@"(?m)^\[pid \d+\] \d+\.\d{6} exit_group\(\d+\) = \?$", outcome.ErrorText);
    }

    [Fact]
    public void SignalsAndUnfinishedCallsAreLogged()
    {
        string log = Command.Run(Bundle.Of(Guest.StaticC("threads"), s_traced), []).ErrorText;
        Assert.Contains("<unfinished ...>", log, StringComparison.Ordinal);
        Assert.Matches(@"<\.\.\. \w+ resumed>", log);
        Assert.Contains("FUTEX_WAIT", log, StringComparison.Ordinal);
    }

    [Fact]
    public void OnlyATracedBundleHasTheLog()
    {
        string program = Guest.StaticC("hello");
        Assert.Contains("\"traces\": true", Inspect(Bundle.Of(program, s_traced)), StringComparison.Ordinal);
        Assert.Contains("\"traces\": false", Inspect(Bundle.Of(program)), StringComparison.Ordinal);
        Assert.True(Contains(Bundle.Of(program, s_traced), " <unfinished ...>"u8));
        Assert.False(Contains(Bundle.Of(program), " <unfinished ...>"u8));
    }

    private static string Inspect(string bundle) => Command.Check(Repository.Tool, "inspect", bundle, "--json");

    private static bool Contains(string bundle, ReadOnlySpan<byte> text) => File.ReadAllBytes(bundle).AsSpan().IndexOf(text) >= 0;
}
