using System.IO;
using System.Linq;
using LiteBox.Packager.Collecting;
using LiteBox.Packager.Diagnostics;
using LiteBox.Packager.Erofs;
using Xunit;

namespace LiteBox.Packager.Tests.Collecting;

public sealed class ProgramCollectorTests
{
    private const string Main = "int f(void); int main(void) { return f(); }";

    [Fact]
    public void AnInstalledProgramKeepsItsPathAndBringsTheLibrariesThatLddNames()
    {
        using var programs = new TestPrograms();
        CollectedProgram python = ProgramCollector.Collect("/usr/bin/python3.11", new CollectOptions());
        Assert.Equal("/usr/bin/python3.11", python.GuestPath);
        Assert.Equal("/lib64/ld-linux-x86-64.so.2", python.Interpreter);
        string[] listed = programs.Run("ldd", "/usr/bin/python3.11").Output.Split('\n')
            .Where(l => l.Contains("=> /")).Select(l => Path.GetFileName(l.Split("=> ")[1].Split(' ')[0])).Order().ToArray();
        string[] collected = python.Images.Skip(2).Select(i => i.Dynamic.SoName!)
            .Where(n => n != "libgcc_s.so.1") // for pthread_exit, which python calls and no table says
            .Order().ToArray();
        Assert.Equal(listed, collected);
    }

    [Fact]
    public void EveryPathTheGuestUsesResolvesInTheTree()
    {
        var tree = new FileTree();
        CollectedProgram python = ProgramCollector.Collect("/usr/bin/python3.11", new CollectOptions());
        python.AddTo(tree);
        foreach (string path in (string[])["/usr/bin/python3.11", "/lib64/ld-linux-x86-64.so.2", "/lib/x86_64-linux-gnu/libc.so.6"])
        {
            Assert.Equal(FileKind.Regular, tree.Find(path)?.Kind);
        }

        Assert.Equal(FileKind.SymbolicLink, tree.Find("/lib", followLast: false)?.Kind);
    }

    [Fact]
    public void AProgramOfTheBuildTreeMovesToAppWithTheLibrariesBesideIt()
    {
        using var programs = new TestPrograms();
        Directory.CreateDirectory(programs["lib"]);
        programs.Compile("lib/libdeep.so", "int g(void) { return 3; }", "-shared -fPIC");
        programs.Compile("lib/libf.so", "int g(void); int f(void) { return g(); }",
            $"-shared -fPIC -L{programs["lib"]} -ldeep -Wl,-rpath,$ORIGIN");
        string program = programs.Compile("main", Main,
            $"-L{programs["lib"]} -lf -Wl,-rpath-link,{programs["lib"]} -Wl,-rpath,$ORIGIN/lib");
        CollectedProgram collected = ProgramCollector.Collect(program, new CollectOptions());
        Assert.Equal("/app/main", collected.GuestPath);
        string[] paths = collected.Files.Select(f => f.GuestPath).ToArray();
        Assert.Contains("/app/lib/libf.so", paths);
        Assert.Contains("/app/lib/libdeep.so", paths);
        Assert.DoesNotContain(paths, p => p.StartsWith(programs.Directory, System.StringComparison.Ordinal));
    }

    [Fact]
    public void RunPathIsNotInheritedAndRPathIs()
    {
        using var programs = new TestPrograms();
        Directory.CreateDirectory(programs["lib"]);
        programs.Compile("lib/libdeep.so", "int g(void) { return 3; }", "-shared -fPIC");
        programs.Compile("lib/libf.so", "int g(void); int f(void) { return g(); }", $"-shared -fPIC -L{programs["lib"]} -ldeep");
        string common = $"-L{programs["lib"]} -lf -Wl,-rpath-link,{programs["lib"]} -Wl,-rpath,$ORIGIN/lib";
        string inherits = programs.Compile("old", Main, common + " -Wl,--disable-new-dtags");
        string keeps = programs.Compile("new", Main, common + " -Wl,--enable-new-dtags");
        Assert.Contains(ProgramCollector.Collect(inherits, new CollectOptions()).Files, f => f.GuestPath == "/app/lib/libdeep.so");
        LiteBoxException failure =
            Assert.Throws<LiteBoxException>(() => ProgramCollector.Collect(keeps, new CollectOptions()));
        Assert.Equal("LB0110", failure.Code);
        Assert.Contains("libdeep.so", failure.Problem);
        Assert.EndsWith("libf.so", failure.File);
        Assert.Contains("/usr/lib/x86_64-linux-gnu", failure.Problem);
    }

    [Fact]
    public void MuslIsItsOwnLibC()
    {
        using var programs = new TestPrograms();
        string program = programs.Compile("hello", "int main(void) { return 0; }", "", "musl-gcc");
        CollectedProgram collected = ProgramCollector.Collect(program, new CollectOptions());
        Assert.Equal(2, collected.Images.Count);
        Assert.Contains(collected.Files, f => f.GuestPath == "/lib" && f.LinkTarget == "usr/lib");
        Assert.Contains(collected.Files, f => f.GuestPath == "/etc/ld-musl-x86_64.path");
    }

    [Fact]
    public void AStaticProgramIsAlone()
    {
        using var programs = new TestPrograms();
        string program = programs.Compile("hello", "int main(void) { return 0; }", "-static");
        CollectedProgram collected = ProgramCollector.Collect(program, new CollectOptions());
        Assert.Null(collected.Interpreter);
        Assert.Equal("/app/hello", Assert.Single(collected.Files).GuestPath);
    }

    [Fact]
    public void ThreadExitBringsTheUnwinder()
    {
        using var programs = new TestPrograms();
        string program = programs.Compile("exits", "#include <pthread.h>\nint main(void) { pthread_exit(0); }", "");
        Assert.Contains(
            ProgramCollector.Collect(program, new CollectOptions()).Images, i => i.Dynamic.SoName == "libgcc_s.so.1");
    }

    [Fact]
    public void SystemDataComesWhenAskedFor()
    {
        CollectedProgram with = ProgramCollector.Collect("/usr/bin/lua5.4", new CollectOptions { SystemData = SystemData.NameService });
        Assert.Contains(with.Files, f => f.GuestPath == "/etc/passwd");
        Assert.DoesNotContain(
            ProgramCollector.Collect("/usr/bin/lua5.4", new CollectOptions()).Files, f => f.GuestPath == "/etc/passwd");
    }

    [Fact]
    public void WhatIsNoProgramHasItsCode()
    {
        using var programs = new TestPrograms();
        File.WriteAllText(programs["script"], "#!/bin/sh\n");
        programs.Compile("object.o", "int f(void) { return 0; }", "-c");
        programs.Compile("odd", "int main(void) { return 0; }", "-Wl,--dynamic-linker=/nowhere/ld.so");
        Assert.Equal("LB0101", Code(programs["script"]));
        Assert.Equal("LB0111", Code(programs["odd"]));
        Assert.Equal("LB0112", Code(programs["absent"]));
        Assert.Equal("LB0113", Code(programs["object.o"]));
    }

    private static string Code(string path) =>
        Assert.Throws<LiteBoxException>(() => ProgramCollector.Collect(path, new CollectOptions())).Code;
}
