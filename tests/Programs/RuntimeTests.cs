using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.Programs;

/// <summary>Interpreters and runtimes with scripts that use much of what their libraries offer.</summary>
public sealed class RuntimeTests
{
    private static readonly Dictionary<string, string> s_path = new() { ["PATH"] = "/usr/bin:/bin" };

    [Fact]
    public void Node() => Check("node", "nodejs", "server.js", ["/usr/share/nodejs"], "cat", "sleep");

    [Fact]
    public void Perl() => Check("perl", "perl", "processes.pl", ["/usr/share/perl", "/usr/share/perl5", "/usr/lib/x86_64-linux-gnu/perl", "/usr/lib/x86_64-linux-gnu/perl-base", "/etc/passwd"],
        "cat", "sort", "tr");

    [Fact]
    public void Go_with_a_server()
    {
        string program = Path.Combine(Repository.Work, "guests", "go-server");
        string source = Source("server.go");
        if (!File.Exists(program) || File.GetLastWriteTimeUtc(program) < File.GetLastWriteTimeUtc(source))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(program)!);
            Command.Check("env", "GO111MODULE=off", "CGO_ENABLED=0", "GOCACHE=" + Path.Combine(Repository.Work, "go-cache"),
                Guest.Tool("go", "golang-go"), "build", "-o", program, source);
        }

        new Comparison(program)
        {
            ScratchName = "go",
            Arguments = ["{scratch}"],
            Options = new BundleOptions { Extra = ["--network", "loopback"] },
            Limit = TimeSpan.FromMinutes(2),
        }.Check();
    }

    private static void Check(string name, string package, string script, string[] data, params string[] tools)
    {
        string source = Source(script);
        new Comparison(Guest.Installed(name, package))
        {
            ScratchName = name,
            Arguments = [source, "{scratch}"],
            Options = new BundleOptions
            {
                Files =
                [
                    (source, source), (Guest.Installed("dash", "dash"), "/bin/sh"), (Guest.Installed("dash", "dash"), "/usr/bin/sh"),
                    .. data.Where(Path.Exists).Select(path => (path, path)), .. tools.Select(tool => (Guest.Installed(tool, "coreutils"), "/usr/bin/" + tool)),
                ],
                Environment = s_path,
                Extra = ["--network", "loopback"],
            },
            Limit = TimeSpan.FromMinutes(3),
        }.Check();
    }

    private static string Source(string name) => Path.Combine(Repository.Root, "tests", "Programs", "Guests", name);
}
