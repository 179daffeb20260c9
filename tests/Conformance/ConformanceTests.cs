using System;
using System.Collections.Generic;
using System.Linq;
using LiteBox.EndToEnd.Harness;
using Xunit;

[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

namespace LiteBox.Conformance;

/// <summary>Every case gives in the box what it gives on the kernel, but for those that Exceptions.txt explains.</summary>
public class ConformanceTests
{
    private const int FewestCases = 1000;
    private const int MostShown = 60;

    public static TheoryData<string> Areas => [.. CaseRun.Areas];

    [Theory]
    [MemberData(nameof(Areas))]
    public void AnswersAsTheKernelDoes(string area)
    {
        CaseRun native = CaseRun.Of(area, boxed: false), boxed = CaseRun.Of(area, boxed: true);
        Assert.True(native.Trouble.Length == 0, "native: " + native.Trouble);
        string[] differences =
        [
            .. native.Results.Keys.Where(name => !boxed.Results.TryGetValue(name, out string? result) || result != native.Results[name])
                .Where(name => !CaseException.All.Any(exception => exception.Covers(area + " " + name)))
                .Select(name => $"  {name}\n    native {native.Results[name]}\n    boxed  {boxed.Results.GetValueOrDefault(name, "(nothing)")}"),
        ];
        Assert.True(differences.Length == 0 && boxed.Trouble.Length == 0,
            $"{differences.Length} of {native.Results.Count} cases differ:\n{string.Join('\n', differences.Take(MostShown))}\n{boxed.Trouble}");
    }

    [Fact]
    public void ThereAreEnoughCases()
    {
        int count = CaseRun.Areas.Sum(area => CaseRun.Of(area, boxed: false).Results.Count);
        Assert.True(count >= FewestCases, $"There are {count} cases.");
    }

    [Fact]
    public void EveryExceptionIsNeeded()
    {
        IEnumerable<string> idle = CaseException.All
            .Where(exception => !exception.DependsOnMachine)
            .Where(exception => !CaseRun.Areas.Any(area => CaseRun.Of(area, boxed: false) is var native && CaseRun.Of(area, boxed: true) is var boxed
                && native.Results.Any(entry => exception.Covers(area + " " + entry.Key) && boxed.Results.GetValueOrDefault(entry.Key) != entry.Value)))
            .Select(exception => exception.Text);
        Assert.Empty(idle);
    }
}
