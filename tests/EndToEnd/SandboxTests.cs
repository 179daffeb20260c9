using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.EndToEnd;

/// <summary>What the host sees of a bundle, and what the bundle cannot make it do.</summary>
public sealed partial class SandboxTests
{
    private const int KilledBySigsys = 128 + 31;

    [Fact]
    public void The_host_sees_few_kinds_of_calls()
    {
        string log = Bundle.FreshPath("strace.txt");
        Command.Check(Guest.Tool("strace", "strace"), "-f", "-o", log, Bundle.Of(Guest.StaticC("hello")));
        string[] calls = [.. File.ReadLines(log).Select(l => CallName().Match(l)).Where(m => m.Success).Select(m => m.Groups[1].Value)];
        int filter = Array.FindLastIndex(calls, c => c is "seccomp");
        Assert.True(filter >= 0, "no seccomp filter was set:\n" + string.Join('\n', calls));
        string[] before = [.. calls.Take(filter + 1).Distinct()], after = [.. calls.Skip(filter + 1).Distinct()];
        Assert.True(before.Length <= 25, $"{before.Length} kinds before the filter: {string.Join(' ', before)}");
        Assert.True(after.Length <= 6, $"{after.Length} kinds after the filter: {string.Join(' ', after)}");
    }

    [Theory]
    [InlineData("socket", 41)]
    [InlineData("execve", 59)]
    [InlineData("fork", 57)]
    [InlineData("ptrace", 101)]
    [InlineData("open", 2)]
    [InlineData("no such call", 5000)]
    [InlineData("x32 write", 0x40000001)]
    public void A_forbidden_number_at_the_gate_ends_the_guest(string _, int number)
    {
        Outcome outcome = Command.Run(Bundle.Of(Guest.StaticC("gate")), [number.ToString()]);
        Assert.Equal("gate found 1\n", outcome.OutputText);
        Assert.True(outcome.ExitCode == KilledBySigsys, $"exit code {outcome.ExitCode}, standard error: {outcome.ErrorText}");
    }

    // Calls that the filter has, with values that the library OS never uses, and calls of whom has rewritten the gate.
    [Theory]
    [InlineData("write to the bundle", "raw 1 3 0 0 0 0 0")]
    [InlineData("read of the bundle", "raw 0 3 0 0 0 0 0")]
    [InlineData("mmap of a shared mapping", "raw 9 0 4096 7 1 -1 0")]
    [InlineData("mprotect with other bits", "raw 10 0 4096 0x1000007 0 0 0")]
    [InlineData("ioctl TIOCSTI", "raw 16 0 0x5412 0 0 0 0")]
    [InlineData("mremap in place only", "raw 25 0 0 0 1 0 0")]
    [InlineData("clone that nobody traces", "raw 56 0x800011 0 0 0 0 0")]
    [InlineData("prctl PR_SET_DUMPABLE", "raw 157 4 0 0 0 0 0")]
    [InlineData("arch_prctl ARCH_GET_GS", "raw 158 0x1004 0 0 0 0 0")]
    [InlineData("futex of another kind", "raw 202 0x400000 0 0 0 0 0")]
    [InlineData("another filter", "raw 317 1 0 0 0 0 0")]
    [InlineData("socket behind a gate of the guest's own making", "rewritten")]
    public void A_forbidden_argument_at_the_gate_ends_the_guest(string _, string attack)
    {
        Outcome outcome = Command.Run(Bundle.Of(Guest.StaticC("gate")), attack.Split(' '));
        Assert.True(outcome.ExitCode == KilledBySigsys, $"exit code {outcome.ExitCode}: {outcome.OutputText}{outcome.ErrorText}");
        Assert.DoesNotContain("the host answered", outcome.OutputText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("int80")]
    [InlineData("middle")]
    [InlineData("gs")]
    public void Other_ways_around_the_gate_lead_nowhere(string attack)
    {
        Outcome outcome = Command.Run(Bundle.Of(Guest.StaticC("gate")), [attack]);
        Assert.StartsWith("gate found 1\n", outcome.OutputText, StringComparison.Ordinal);
        Assert.NotEqual(0, outcome.ExitCode);
        Assert.DoesNotContain("the host answered", outcome.OutputText, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_of_the_host_is_visible_that_was_not_granted()
    {
        string busybox = Guest.Installed("busybox", "busybox-static");
        string secret = Path.Combine(Scratch.Empty("secret"), "file");
        File.WriteAllText(secret, "of the host");
        string bundle = Bundle.Of(busybox);
        Outcome outcome = Command.Run(bundle, ["cat", secret]);
        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Empty(outcome.Output);
        outcome = Command.Run(bundle, ["env"], environment: new Dictionary<string, string> { ["SECRET"] = "1" });
        Assert.DoesNotContain("SECRET", outcome.OutputText);
        outcome = Command.Run(bundle, ["sh", "-c", "echo mine > " + secret + "; mkdir /made; echo $?"]);
        Assert.Equal("of the host", File.ReadAllText(secret));
    }

    [Fact]
    public void A_granted_directory_is_visible_and_only_writable_when_granted_so()
    {
        string busybox = Guest.Installed("busybox", "busybox-static");
        string host = Scratch.Empty("granted");
        File.WriteAllText(Path.Combine(host, "file"), "content\n");
        File.WriteAllText(Path.Combine(Scratch.Empty("outside"), "file"), "outside\n");
        File.CreateSymbolicLink(Path.Combine(host, "escape"), "/tmp/litebox-e2e/outside/file");
        string readOnly = Bundle.Of(busybox, new BundleOptions { Extra = ["--mount", host + ":/granted"] });
        Assert.Equal("content\n", Command.Run(readOnly, ["cat", "/granted/file"]).OutputText);
        Assert.Empty(Command.Run(readOnly, ["cat", "/granted/escape"]).Output);
        Assert.Empty(Command.Run(readOnly, ["cat", "/granted/../tmp/litebox-e2e/outside/file"]).Output);
        Assert.NotEqual(0, Command.Run(readOnly, ["mkdir", "/granted/new"]).ExitCode);
        Assert.False(Directory.Exists(Path.Combine(host, "new")));
        string writable = Bundle.Of(busybox, new BundleOptions { Extra = ["--mount", host + ":/granted:rw"] });
        Assert.Equal(0, Command.Run(writable, ["mkdir", "/granted/new"]).ExitCode);
        Assert.True(Directory.Exists(Path.Combine(host, "new")));
        Assert.Equal(0, Command.Run(writable, ["cp", "/granted/file", "/granted/new/copy"]).ExitCode);
        Assert.Equal("content\n", File.ReadAllText(Path.Combine(host, "new", "copy")));
    }

    [Fact]
    public void A_trimmed_call_is_refused_or_ends_the_guest_as_asked()
    {
        string refused = Bundle.Of(Guest.StaticC("rawsyscall"), new BundleOptions { Extra = ["--trim", "none", "--no-syscall", "getppid"] });
        Assert.Contains("parent 1", Command.Run(refused, []).OutputText);
        string ended = Bundle.Of(Guest.StaticC("rawsyscall"), new BundleOptions { Extra = ["--trim", "none", "--no-syscall", "getppid", "--on-trimmed", "kill"] });
        Assert.Equal(KilledBySigsys, Command.Run(ended, []).ExitCode);
    }

    // "123 name(" or "name(": the rest of a call that another thread cut in two has no name.
    [GeneratedRegex(@"^(?:\d+ +)?([a-z_0-9]+)\(")]
    private static partial Regex CallName();
}
