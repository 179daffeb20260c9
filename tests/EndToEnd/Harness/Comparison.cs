using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Xunit;

namespace LiteBox.EndToEnd.Harness;

/// <summary>Runs a program natively and in its box and compares what it prints and how it ends, byte for byte.</summary>
internal sealed record Comparison(string Program)
{
    /// <summary>The name of its scratch directory: made anew for each run, given in the box with --file. None when null.</summary>
    public string? ScratchName { get; init; }

    /// <summary>What the bundle is made with; the environment is the native run's too.</summary>
    public BundleOptions Options { get; init; } = new();

    /// <summary>The arguments; <c>{scratch}</c> and <c>{program}</c> stand for the two paths.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Standard input.</summary>
    public byte[] Input { get; init; } = [];

    /// <summary>A shell command line around the run, in which "$@" is it: to redirect what a pipe cannot show.</summary>
    public string? Shell { get; init; }

    /// <summary>Takes out of the output what no two runs share; each use says what and why.</summary>
    public Func<string, string> Normalise { get; init; } = text => text;

    /// <summary>How long a run may take.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Runs both; gives the native outcome.</summary>
    public Outcome Check(bool stress = false)
    {
        string[] arguments = [.. Arguments.Select(a => a.Replace("{scratch}", ScratchPath(), StringComparison.Ordinal).Replace("{program}", Program, StringComparison.Ordinal))];
        Prepare();
        Outcome native = Run(Program, arguments, Limit);
        string bundle = Bundled(stress);
        (string runner, string[] line) = Bundle.Line(bundle, Options.South, arguments);
        // A machine that is emulated is several times slower.
        Outcome boxed = Run(runner, line, Limit * (stress || Options.South == South.Kvm ? 4 : 2));
        AssertSame("standard output", native.Output, boxed.Output, boxed);
        AssertSame("standard error", native.Error, boxed.Error, boxed);
        Assert.True(native.ExitCode == boxed.ExitCode, $"exit code: native {native.ExitCode}, boxed {boxed.ExitCode}; boxed standard error: {boxed.ErrorText}");
        return native;
    }

    /// <summary>The bundle that <see cref="Check"/> runs.</summary>
    public string Bundled(bool stress = false)
    {
        Prepare();
        return Bundle.Of(Program, Options with
        {
            Stress = stress,
            // The program stands where it does natively: what it prints of its own path is the same.
            Extra = ["--guest-path", Program, .. Options.Extra],
            Files = ScratchName is null ? Options.Files : [.. Options.Files, (ScratchPath(), ScratchPath())],
        });
    }

    private string ScratchPath() => "/tmp/litebox-e2e/" + ScratchName;

    private void Prepare()
    {
        if (ScratchName is not null)
            Scratch.Empty(ScratchName);
    }

    private Outcome Run(string program, string[] arguments, TimeSpan limit)
    {
        // env: the shell must not add variables of its own, and .NET leaves SIGPIPE ignored to its children. The tool needs PATH.
        string[] environment = program == Repository.Tool ? [] : ["-i", .. Options.Environment.Select(v => v.Key + "=" + v.Value)];
        string[] line = ["env", "--default-signal=PIPE", .. environment, program, .. arguments];
        return Command.Run("/bin/sh", ["-c", Shell ?? "exec \"$@\"", "sh", .. line], Input, null, "/", limit);
    }

    private void AssertSame(string what, byte[] native, byte[] boxed, Outcome outcome)
    {
        if (native.AsSpan().SequenceEqual(boxed))
            return;
        string[] expected = Normalise(Encoding.Latin1.GetString(native)).Split('\n'), actual = Normalise(Encoding.Latin1.GetString(boxed)).Split('\n');
        if (expected.AsSpan().SequenceEqual(actual))
            return;
        Assert.Fail($"{what} differs ({native.Length} bytes native, {boxed.Length} boxed, exit code {outcome.ExitCode}):\n"
            + Differences(expected, actual) + (what == "standard output" ? "\nboxed standard error: " + Shorten(outcome.ErrorText) : ""));
    }

    // The lines that differ, in order, with resynchronisation over a short look-ahead.
    private static string Differences(string[] expected, string[] actual)
    {
        var text = new StringBuilder();
        int i = 0, j = 0, shown = 0;
        while ((i < expected.Length || j < actual.Length) && shown < 40)
        {
            if (i < expected.Length && j < actual.Length && expected[i] == actual[j])
            {
                (i, j) = (i + 1, j + 1);
                continue;
            }
            (int skipExpected, int skipActual) = Resynchronise(expected.AsSpan(i), actual.AsSpan(j));
            for (int k = 0; k < skipExpected && shown < 40; k++, shown++)
                text.Append("  native ").Append(i + k + 1).Append(": ").AppendLine(Shorten(expected[i + k]));
            for (int k = 0; k < skipActual && shown < 40; k++, shown++)
                text.Append("  boxed  ").Append(j + k + 1).Append(": ").AppendLine(Shorten(actual[j + k]));
            (i, j) = (i + skipExpected, j + skipActual);
        }
        return text.ToString();
    }

    private static (int Expected, int Actual) Resynchronise(ReadOnlySpan<string> expected, ReadOnlySpan<string> actual)
    {
        for (int distance = 1; distance < 40; distance++)
            for (int e = 0; e <= distance; e++)
                if (e < expected.Length && distance - e < actual.Length && expected[e] == actual[distance - e])
                    return (e, distance - e);
        return (expected.Length, actual.Length);
    }

    private static string Shorten(string text) => text.Length > 300 ? text[..300] + "…" : text;
}
