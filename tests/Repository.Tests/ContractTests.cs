using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace LiteBox.Repository.Tests;

/// <summary>The table of the South contract in docs/ARCHITECTURE.md has every member, with what each host does.</summary>
public sealed partial class ContractTests
{
    private const string Table = "| member | meaning | Linux | Windows | Bare |";

    // The optional parts of the contract are a row each.
    private static readonly string[] s_parts = ["HostProcesses"];

    [Fact]
    public void EveryMemberHasARow() => Expect.None(Members().Except(Rows().SelectMany(Names)));

    [Fact]
    public void EveryRowNamesAMember() => Expect.None(Rows().SelectMany(Names).Except([.. Members(), .. s_parts]));

    [Fact]
    public void NoMemberStandsTwice() =>
        Expect.None(Rows().SelectMany(Names).GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key));

    [Fact]
    public void EveryMemberSaysWhatEachHostDoes() =>
        Expect.None(Rows().Where(row => !Names(row).Intersect(s_parts).Any() && row.Split('|')[2..^1].Any(string.IsNullOrWhiteSpace)));

    private static string[] Members() =>
        [.. MemberPattern().Matches(RepositoryFiles.Text("platforms/Contract/ISouth.cs")).Select(match => match.Groups[1].Value)];

    private static IEnumerable<string> Rows() => RepositoryFiles.Lines("docs/ARCHITECTURE.md")
        .SkipWhile(line => line != Table).Skip(2).TakeWhile(line => line.StartsWith('|'));

    private static IEnumerable<string> Names(string row) => NamePattern().Matches(row.Split('|')[1]).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"static abstract [^;]*?\b(\w+)(?: \{ get; \}|\([^;]*\);)")]
    private static partial Regex MemberPattern();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex NamePattern();
}
