using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.Conformance;

/// <summary>docs/SYSCALLS.md says what the handlers' attributes say, and what it calls supported is tested.</summary>
public class DocumentTests
{
    private const int FewestServed = 250;

    private static readonly JsonElement[] s_served =
        [.. JsonDocument.Parse(Command.Check(Repository.Tool, "syscalls", "--json")).RootElement.EnumerateArray()
            .Where(call => call.GetProperty("status").GetString() is "Supported" or "Partly")];

    [Fact]
    public void IsUpToDate() => Assert.True(
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "SYSCALLS.md")) == Command.Check(Repository.Tool, "syscalls", "--markdown"),
        "Run ./build.sh docs: the attributes of the handlers have changed.");

    [Fact]
    public void EnoughCallsAreServed() => Assert.True(s_served.Length >= FewestServed, $"{s_served.Length} calls are served.");

    [Fact]
    public void EveryServedCallHasACase()
    {
        HashSet<int> covered = [.. CaseRun.Areas.SelectMany(area => CaseRun.Of(area, boxed: false).Covered)];
        IEnumerable<string?> missing = s_served.Where(call => !covered.Contains(call.GetProperty("number").GetInt32()))
            .Select(call => call.GetProperty("name").GetString());
        Assert.Empty(missing);
    }
}
