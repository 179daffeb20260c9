using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.EndToEnd;

/// <summary>Programs that live by starting others.</summary>
public sealed partial class ChildProcessTests
{
    private static readonly string[] s_tools =
        ["cat", "diff", "echo", "env", "false", "head", "ls", "mkdir", "rm", "seq", "sleep", "sort", "tail", "timeout", "tr", "true", "wc"];

    private static readonly (string Name, string Package)[] s_more =
    [
        ("chmod", "coreutils"), ("cut", "coreutils"), ("expr", "coreutils"), ("ln", "coreutils"), ("mkfifo", "coreutils"), ("mv", "coreutils"), ("paste", "coreutils"),
        ("readlink", "coreutils"), ("touch", "coreutils"), ("yes", "coreutils"), ("dash", "dash"), ("grep", "grep"), ("sed", "sed"),
        ("xargs", "findutils"),
    ];

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

    /// <summary>Three hundred lines of pipes, subshells, traps, redirections, here-documents and job control.</summary>
    [Theory]
    [InlineData("dash")]
    [InlineData("bash")]
    public void Long_script(string name)
    {
        string path = Path.Combine(Repository.Guests, "long.sh");
        new Comparison(Guest.Installed(name, name))
        {
            ScratchName = "long-script",
            Arguments = [path, "{scratch}"],
            Options = Tools((path, path), [.. s_more.Select(tool => (Guest.Installed(tool.Name, tool.Package), "/usr/bin/" + tool.Name))]),

            // A shell tells the numbers of processes that signals ended, and sets them in a column.
            Normalise = text => NumberOfProcess().Replace(text, "$1"),
            Limit = TimeSpan.FromMinutes(3),
        }.Check();
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

    [Theory]
    [InlineData("process")]
    [InlineData("thread")]
    public void A_process_that_the_host_ends_at_the_start_of_a_thread_is_reported_as_killed(string start)
    {
        string program = Guest.StaticC("stillborn"), tracer = Guest.StaticC("killstart");
        Outcome outcome = Command.Run(tracer, [start, Bundle.Of(program), start]);
        Assert.Equal(Command.Run(tracer, [start, program, start]).OutputText, outcome.OutputText);
        Assert.Equal("killed 9\nexited 5\n", outcome.OutputText);
        Assert.Equal(0, outcome.ExitCode);
    }

    /// <summary>The last process ends the sandbox while the first may still be about to give its status to the host.</summary>
    [Fact]
    public void The_status_is_that_of_the_first_process()
    {
        string bundle = Bundle.Of(Guest.StaticC("outlive"));
        Assert.All(Enumerable.Range(0, 60), _ => Assert.Equal(3, Command.Run(bundle, []).ExitCode));
    }

    private static BundleOptions Tools((string Source, string Destination) script, params (string Source, string Destination)[] more) => new()
    {
        Files = [script, .. s_tools.Select(name => (Guest.Tool(name, "coreutils"), "/usr/bin/" + name)), (Guest.Installed("dash", "dash"), "/bin/sh"), .. more],
        Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
    };

    [GeneratedRegex("( line \\d+: ) *\\d+ (?=[A-Z])")]
    private static partial Regex NumberOfProcess();
}
