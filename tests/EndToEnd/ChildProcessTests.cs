using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.EndToEnd;

/// <summary>Programs that live by starting others.</summary>
public sealed class ChildProcessTests
{
    private static readonly string[] s_tools =
        ["cat", "diff", "echo", "env", "false", "head", "ls", "mkdir", "rm", "seq", "sleep", "sort", "tail", "timeout", "tr", "true", "wc"];

    [Theory]
    [InlineData("dash", "shell.sh", false)]
    [InlineData("bash", "shell.sh", false)]
    [InlineData("bash", "jobs.bash", false)]
    [InlineData("dash", "shell.sh", true)]
    [InlineData("bash", "jobs.bash", true)]
    public void Shell(string name, string script, bool stress)
    {
        string path = Path.Combine(Repository.Guests, script);
        new Comparison(Guest.Installed(name, name)) { Arguments = [path], Options = Tools((path, path)) }.Check(stress);
    }

    [Theory]
    [ClassData(typeof(Modes))]
    public void Make_runs_recipes_in_parallel(bool stress)
    {
        string makefile = Path.Combine(Repository.Guests, "Makefile");
        new Comparison(Guest.Installed("make", "make"))
        {
            ScratchName = "make",
            Arguments = ["-C", "{scratch}", "--no-print-directory", "-j2", "-f", makefile],
            Options = Tools((makefile, makefile)),
        }.Check(stress);
    }

    [Fact]
    public void A_process_that_the_host_ended_is_reported_as_killed()
    {
        string bundle = Bundle.Of(Guest.StaticC("vanish"));
        using Process first = Process.Start(new ProcessStartInfo(bundle) { RedirectStandardOutput = true })!;
        Assert.Equal("ready", first.StandardOutput.ReadLine());
        foreach (Process child in Process.GetProcessesByName(Path.GetFileName(bundle)).Where(process => process.Id != first.Id))
            child.Kill();
        Assert.True(first.WaitForExit(TimeSpan.FromSeconds(30)));
        Assert.Equal("read(p[0], &byte, 1) = 0\n1\nsignal 9\n", first.StandardOutput.ReadToEnd());
        Assert.Equal(0, first.ExitCode);
    }

    private static BundleOptions Tools(params (string Source, string Destination)[] more) => new()
    {
        Files = [.. s_tools.Select(name => (Guest.Tool(name, "coreutils"), "/usr/bin/" + name)), (Guest.Installed("dash", "dash"), "/bin/sh"), .. more],
        Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
    };
}
