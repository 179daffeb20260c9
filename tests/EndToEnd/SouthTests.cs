using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.EndToEnd;

/// <summary>One list of programs on every South: each prints and ends as it does natively.</summary>
public sealed class SouthTests
{
    // What does not run somewhere, and why.
    private static readonly (South South, string Program, string Reason)[] s_skipped =
    [
        (South.Linux, "privileged", "there GS base is the library OS's own, and a program that takes it over ends"),
        (South.Kvm, "vectors, static", "QEMU's own CPU has no AVX-512, and the program prints how many registers it sees"),
        (South.Windows, "overflow, static", "Windows ends a process whose stack has no room left for the exception itself"),
        (South.Windows, "rawsyscall, static", "there a system call of code that the program wrote itself goes to Windows: nothing can stop it in user mode"),
        (South.Windows, "privileged", "there GS base is the thread's environment block"),
    ];

    // The Souths that the tool can make bundles for.
    private static readonly South[] s_souths = [South.Linux, South.Windows, South.Kvm];

    /// <summary>Every South with every program, but for what the table skips.</summary>
    public static TheoryData<South, string> Rows()
    {
        var data = new TheoryData<South, string>();
        foreach (South south in s_souths)
            foreach (string program in HostedPrograms.All.Keys.Where(p => !s_skipped.Any(s => s.South == south && s.Program == p)))
                data.Add(south, program);
        return data;
    }

    /// <summary>On Linux all programs run with a collection at every call too; elsewhere it is those, for the sake of time.</summary>
    public static TheoryData<South, string> Elsewhere()
    {
        (South South, string[] Programs)[] rows =
        [
            (South.Kvm, ["hello, static", "input, dynamic", "arguments, musl", "signals, static", "signals, dynamic", "threads, static", "threads, dynamic", "overflow, static",
                "pointers, static", "errors, static", "privileged", "vdso, dynamic", "busybox sh", "busybox tr", "ending, thread-segv"]),
            (South.Windows, ["arguments, static", "input, dynamic", "signals, static", "threads, static", "pointers, static", "errors, static", "fileio, static",
                "directories, static", "clocks, static", "vectors, static", "vdso, musl", "C++", "sqlite3", "busybox gzip", "busybox ls", "busybox sh"]),
        ];
        var data = new TheoryData<South, string>();
        foreach ((South south, string[] programs) in rows)
            foreach (string program in programs)
                data.Add(south, program);
        return data;
    }

    /// <summary>One program of each file in the list.</summary>
    public static TheoryData<string> Programs() =>
        ["hello, static", "hello, musl", "hello, dynamic", "threads, static", "threads, dynamic", "signals, musl", "C++", "Rust", "NativeAOT", "CoreCLR",
         "lua", "sqlite3", "busybox ls"];

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_program_does_on_every_host_what_it_does_natively(South south, string program)
    {
        Comparison comparison = HostedPrograms.All[program]();
        (comparison with { Options = comparison.Options with { South = south } }).Check();
    }

    [Theory]
    [MemberData(nameof(Elsewhere))]
    public void It_does_so_with_a_collection_at_every_call(South south, string program)
    {
        Comparison comparison = HostedPrograms.All[program]();
        (comparison with { Options = comparison.Options with { South = south } }).Check(stress: true);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void No_system_call_of_a_program_is_a_trap_on_Windows(string program)
    {
        // The frame of a trap overwrites the red zone there.
        Comparison comparison = HostedPrograms.All[program]();
        JsonNode report = Bundle.Report((comparison with { Options = comparison.Options with { South = South.Windows } }).Bundled());
        Assert.NotEqual(0, (int)report["rewritten"]!["Jump"]!);
        Assert.Empty(report["trapped"]!.AsArray());
    }

    [Fact]
    public void Every_skip_names_a_program_and_has_a_reason() =>
        Assert.All(s_skipped, s => Assert.True(HostedPrograms.All.ContainsKey(s.Program) && s.Reason.Length > 10, s.Program));
}
