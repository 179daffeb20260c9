using System;
using System.IO;
using System.Text.RegularExpressions;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.EndToEnd;

/// <summary>Bundles that log the program's system calls.</summary>
public class TraceTests
{
    private static readonly BundleOptions s_traced = new() { Extra = ["--trace"] };

    private static string Busybox => Guest.Installed("busybox", "busybox-static");

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

    /// <summary>The work that the call brings, a signal, is there before its line is.</summary>
    [Fact]
    public void ACallThatSignalsItsCallerIsLogged()
    {
        Outcome outcome = Command.Run(Bundle.Of(Busybox, s_traced), ["sh", "-c", "trap 'echo caught' USR1; kill -USR1 $$; true"]);
        Assert.Equal("caught\n", outcome.OutputText);
        Assert.Matches(@"(?m)^\[pid \d+\] \d+\.\d{6} kill\(\d+, SIGUSR1\) = 0$", outcome.ErrorText);
        Assert.Matches(@"(?m)^\[pid \d+\] \d+\.\d{6} rt_sigreturn\(\) = \?$", outcome.ErrorText);
        Assert.DoesNotContain("rt_sigreturn resumed", outcome.ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileGetsTheLogOfAllProcesses()
    {
        string log = Path.Combine(Scratch.Empty("trace-file"), "log"), granted = Scratch.Empty("trace-granted");

        // A granted directory brings the host's own walls around files: the log is outside of them.
        string bundle = Bundle.Of(Busybox, ToFile(log, "--mount", granted + ":/granted:rw"));
        Outcome outcome = Command.Run(bundle, ["sh", "-c", "echo complaint >&2; (echo child; exit 3); echo $? > /granted/status"]);
        Assert.Equal(("child\n", "complaint\n", 0), (outcome.OutputText, outcome.ErrorText, outcome.ExitCode));
        Assert.Equal("3\n", File.ReadAllText(Path.Combine(granted, "status")));
        string text = File.ReadAllText(log);
        Assert.StartsWith("[pid 2] 0.000000 ", text, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^\[pid 2\] \d+\.\d{6} write\(1, ""complaint\\n"", 10\) = 10$", text);
        Assert.Matches(@"(?m)^\[pid 3\] \d+\.\d{6} exit_group\(3\) = \?$", text);
        Assert.Matches(@"(?m)^\[pid 2\] \d+\.\d{6} exit_group\(0\) = \?$", text);

        // The next run begins anew, and the file is not for others to write to.
        Command.Run(bundle, ["true"]);
        Assert.Single(Regex.Matches(File.ReadAllText(log), "exit_group"));
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(log) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.UserExecute));
    }

    [Fact]
    public void ARelativeFileIsWhereTheBundleStarts()
    {
        string folder = Scratch.Empty("trace-relative");
        Outcome outcome = Command.Run(Bundle.Of(Busybox, ToFile("log")), ["true"], directory: folder);
        Assert.Equal(("", 0), (outcome.ErrorText, outcome.ExitCode));
        Assert.Contains("exit_group(0) = ?", File.ReadAllText(Path.Combine(folder, "log")), StringComparison.Ordinal);
    }

    /// <summary>What the log is opened as must not become a standard stream of the program.</summary>
    [Fact]
    public void ClosedStreamsStayClosed()
    {
        string log = Path.Combine(Scratch.Empty("trace-closed"), "log"), bundle = Bundle.Of(Busybox, ToFile(log));
        Outcome outcome = Command.Run("/bin/sh", ["-c", "exec \"$@\" <&- 2>&-", "sh", bundle, "sh", "-c", "(read line) || echo closed; echo lost >&2"]);
        Assert.Equal(("closed\n", ""), (outcome.OutputText, outcome.ErrorText));
        string text = File.ReadAllText(log);
        Assert.Contains("read(0, ", text, StringComparison.Ordinal);
        Assert.Contains("dup2(2, 1) = -1 EBADF", text, StringComparison.Ordinal);
        Assert.All(text.TrimEnd('\n').Split('\n'), line => Assert.StartsWith("[pid ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void AFileThatCannotBeOpenedEndsTheStart()
    {
        Outcome outcome = Command.Run(Bundle.Of(Busybox, ToFile("/no/such/folder/log")), ["echo", "ran"]);
        Assert.Equal(("", "litebox: the trace file /no/such/folder/log cannot be opened: errno 2\n", 126), (outcome.OutputText, outcome.ErrorText, outcome.ExitCode));
    }

    [Theory]
    [InlineData("log", "kvm")]
    [InlineData("log", "windows")]
    [InlineData("", "linux")]
    public void AFileThatCannotBeIsAnError(string file, string target)
    {
        string output = Bundle.FreshPath("none");
        Outcome outcome = Bundle.Tool(["bundle", Busybox, "--target", target, "--trace-file", file, "-o", output]);
        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Contains("error LB0714", outcome.ErrorText, StringComparison.Ordinal);
        Assert.False(File.Exists(output));
    }

    [Fact]
    public void InspectNamesTheFile()
    {
        string program = Guest.StaticC("hello"), bundle = Bundle.Of(program, ToFile("/var/log/hello.trace"));
        Assert.Contains("\"traceFile\": \"/var/log/hello.trace\"", Inspect(bundle), StringComparison.Ordinal);
        Assert.Contains("\"traces\": true", Inspect(bundle), StringComparison.Ordinal);
        Assert.Contains("1 write_log arg0=4", Inspect(bundle), StringComparison.Ordinal);
        string without = Inspect(Bundle.Of(program, s_traced));
        Assert.Contains("\"traceFile\": null", without, StringComparison.Ordinal);
        Assert.DoesNotContain("write_log", without, StringComparison.Ordinal);
        Assert.Contains("system calls in /var/log/hello.trace\n", Command.Check(Repository.Tool, "inspect", bundle), StringComparison.Ordinal);
    }

    private static BundleOptions ToFile(string file, params string[] more) => new() { Extra = ["--trace-file", file, .. more] };

    private static string Inspect(string bundle) => Command.Check(Repository.Tool, "inspect", bundle, "--json");

    private static bool Contains(string bundle, ReadOnlySpan<byte> text) => File.ReadAllBytes(bundle).AsSpan().IndexOf(text) >= 0;
}
