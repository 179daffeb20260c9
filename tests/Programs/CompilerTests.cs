using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.Programs;

/// <summary>GCC with its preprocessor, assembler and linker in the box, and what it builds there, run there.</summary>
public sealed class CompilerTests
{
    private static readonly string[] s_tools = ["ar", "bash", "cat", "echo", "ls", "make", "rm"];

    [Fact]
    public void Make_builds_a_project_in_parallel_and_runs_it()
    {
        string project = Path.Combine(Repository.Root, "tests", "Programs", "Guests", "project"), work = Scratch.Empty("project");
        new Comparison(Guest.Installed("make", "make"))
        {
            // What the two jobs print comes in any order.
            Normalise = text => string.Join('\n', text.Split('\n').Order(StringComparer.Ordinal)),
            Arguments = ["-C", work, "--no-print-directory", "-j2"],
            Shell = $"cp -r '{project}/.' '{work}' && exec \"$@\"",
            Options = Compiler((project, work)),
            Limit = TimeSpan.FromMinutes(5),
        }.Check();
    }

    [Fact]
    public void A_shell_compiles_and_runs_a_program()
    {
        const string Script = """
            cd /tmp/litebox-e2e/shell-gcc || exit 1
            echo '#include <stdio.h>
            int main(int argc, char **argv) { printf("hello from %s, %d\n", argv[1], argc); return 5; }' > hello.c
            gcc -O1 -pipe -o hello hello.c && ./hello gcc; echo "status $?"
            echo 'int main(void) { return undeclared; }' | gcc -x c -fdiagnostics-color=never - 2>&1 | grep -c undeclared
            gcc -E -P - <<< '#define X(a) a + 1
            X(2)'
            gcc -S -o - hello.c | grep -c main
            """;
        new Comparison(Guest.Installed("bash", "bash"))
        {
            ScratchName = "shell-gcc",
            Arguments = ["-c", Script],
            Options = Compiler(),
            Limit = TimeSpan.FromMinutes(5),
        }.Check();
    }

    private static BundleOptions Compiler(params (string Source, string Destination)[] more) => new()
    {
        Files =
        [
            .. s_tools.Select(name => (Guest.Installed(name, name), "/usr/bin/" + name)), (Guest.Installed("gcc", "gcc"), "/usr/bin/cc"),
            (Guest.Installed("grep", "grep"), "/usr/bin/grep"), (Guest.Installed("dash", "dash"), "/bin/sh"), .. CompilerFiles.All(), .. more,
        ],
        Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["LC_ALL"] = "C" },
    };
}
