using System;
using System.Collections.Generic;
using LiteBox.Packager.Analysis;
using LiteBox.Packager.Analysis.Graph;
using Xunit;

namespace LiteBox.Packager.Tests.Analysis;

/// <summary>What is known of the C library in static programs: the paths that it makes up, and how it opens streams.</summary>
public sealed class LibraryFunctionTests : IDisposable
{
    private const int Openat = 257, Path = 1, Flags = 2, RtSigaction = 13, Action = 1, Futex = 202, Operation = 1;
    private const uint Create = 0x40, AccessMode = 3;

    private readonly TestPrograms _programs = new();

    [Fact]
    public void WhatOnlyTheLibraryOpensIsKnown()
    {
        AnalysisResult result = Analyze("""puts("hello, world");""");
        IReadOnlySet<string> paths = Assert.IsAssignableFrom<IReadOnlySet<string>>(result.Texts(Openat, Path));
        Assert.Contains("/proc/self/maps", paths);
        Assert.Contains("*/LC_*", paths);
        Assert.DoesNotContain(paths, path => path.Contains("status"));
        IReadOnlySet<uint> flags = Assert.IsAssignableFrom<IReadOnlySet<uint>>(result.Arguments(Openat, Flags));
        Assert.DoesNotContain(flags, value => (value & (Create | AccessMode)) != 0);
    }

    [Fact]
    public void ConstantsOfTheProgramCount()
    {
        AnalysisResult result = Analyze("""if (fopen("/proc/version", "r+")) puts("open");""");
        Assert.Contains("/proc/version", result.Texts(Openat, Path)!);
        Assert.Contains(result.Arguments(Openat, Flags)!, value => (value & AccessMode) == 2);
    }

    [Fact]
    public void APathFromOutsideIsUnknown()
    {
        AnalysisResult result = Analyze("""if (fopen(argv[1], "w")) puts("open");""");
        Assert.Null(result.Texts(Openat, Path));
        Assert.Contains(result.Arguments(Openat, Flags)!, value => (value & Create) != 0);
        Assert.Null(Analyze("""if (fopen("x", argv[1])) puts("open");""").Arguments(Openat, Flags));
    }

    [Fact]
    public void WithoutSymbolsNothingIsKnown()
    {
        AnalysisResult result = Analyze("""puts("hello, world");""", "-s");
        Assert.Null(result.Texts(Openat, Path));
        Assert.Null(result.Arguments(Openat, Flags));
    }

    [Theory]
    [InlineData("""abort();""", true)]
    [InlineData("""signal(SIGINT, (void (*)(int))main);""", false)]
    [InlineData("""struct sigaction a; memset(&a, 0, sizeof a); a.sa_handler = (void (*)(int))main; sigaction(SIGINT, &a, 0);""", false)]
    [InlineData("""static struct sigaction a; a.sa_flags = argc; sigaction(SIGINT, &a, 0);""", false)]
    [InlineData("""struct sigaction a; memset(&a, 0, sizeof a); memcpy(&a, argv[1], argc); sigaction(SIGINT, &a, 0);""", false)]
    public void WhatIsClearedIsTheDefaultAction(string body, bool expected) =>
        Assert.Equal(expected, Analyze(body).Arguments(RtSigaction, Action) is { } actions && actions.SetEquals([0u]));

    [Fact]
    public void LocksWaitAndWake()
    {
        IReadOnlySet<uint> operations = Assert.IsAssignableFrom<IReadOnlySet<uint>>(Analyze("""puts("hello, world");""").Arguments(Futex, Operation));
        Assert.DoesNotContain(operations, value => (value & 0x7F) is 3 or 4 or 5);
    }

    [Theory]
    [InlineData("r", 0u)]
    [InlineData("rce", 0x80000u)]
    [InlineData("r+", 2u)]
    [InlineData("w", 0x241u)]
    [InlineData("wbx", 0x2C1u)]
    [InlineData("a+", 0x442u)]
    public void ModesOfStreams(string mode, uint flags) => Assert.Equal(flags, LibraryFunctions.FlagsOf(mode));

    public void Dispose() => _programs.Dispose();

    private AnalysisResult Analyze(string body, string options = "")
    {
        string program = _programs.Compile("program", "#include <signal.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\nint main(int argc, char **argv) { " + body + " return 0; }",
            "-O2 -static " + options);
        return SyscallAnalyzer.Analyze(Closure.Of(program));
    }
}
