using System;
using System.Collections.Generic;
using System.Linq;
using LiteBox.EndToEnd.Harness;
using Xunit;
using Xunit.Abstractions;

namespace LiteBox.Programs;

/// <summary>
/// CPython's own tests: every case that passes natively passes in the box, but for those that PythonExceptions.txt explains.
/// <c>./build.sh programs</c> runs all modules; otherwise a few quick ones run.
/// </summary>
public sealed class PythonTests(ITestOutputHelper log)
{
    private const double MostExceptions = 0.03;

    public static TheoryData<string> Modules => [.. PythonModule.Chosen];

    [Theory]
    [MemberData(nameof(Modules))]
    public void The_same_cases_pass(string module)
    {
        PythonModule native = PythonModule.Native(module), boxed = PythonModule.Boxed(module);
        Assert.True(native.Cases.Count != 0, "There are no results of the native run:\n" + Tail(native.Text));
        string[] differences = Differences(module);
        log.WriteLine($"{module}: {Passed(native)} of {native.Cases.Count} cases pass natively, {Passed(boxed)} of {boxed.Cases.Count} in the box, {differences.Length} differ");
        string[] unexplained = [.. differences.Where(name => !CaseException.All.Any(exception => exception.Covers(name)))];
        Assert.True(unexplained.Length == 0,
            string.Join('\n', unexplained.Select(name => $"{name}: {boxed.Cases.GetValueOrDefault(name) ?? "no result"} in the box")) + "\n" + Tail(boxed.Text));
    }

    [Fact]
    public void Few_cases_are_exceptions()
    {
        int all = PythonModule.Chosen.Sum(module => PythonModule.Native(module).Cases.Count);
        int differences = PythonModule.Chosen.Sum(module => Differences(module).Length);
        log.WriteLine($"{differences} of {all} cases differ");
        Assert.True(differences <= all * MostExceptions, $"{differences} of {all} cases differ.");
    }

    /// <summary>A line about a module that ran covers a case that differs, unless it says that it need not.</summary>
    [Fact]
    public void Every_exception_is_needed()
    {
        string[] different = [.. PythonModule.Chosen.SelectMany(Differences)];
        Assert.Empty(CaseException.All
            .Where(exception => !exception.DependsOnMachine && PythonModule.Chosen.Any(module => exception.Text.StartsWith("test." + module + ".", StringComparison.Ordinal)))
            .Where(exception => !different.Any(exception.Covers)).Select(exception => exception.Text));
    }

    private static string[] Differences(string module) => PythonModule.Boxed(module).Missing(PythonModule.Native(module));

    private static int Passed(PythonModule run) => run.Cases.Values.Count(result => result == "passed");

    private static string Tail(string text) => text.Length > 8000 ? "…" + text[^8000..] : text;
}
