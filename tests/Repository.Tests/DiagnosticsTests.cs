using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace LiteBox.Repository.Tests;

/// <summary>Every LB code has a page, every page has a code, and the index lists all.</summary>
public sealed partial class DiagnosticsTests
{
    private const string Folder = "docs/diagnostics/";

    [Fact]
    public void EveryCodeHasAPage() => Expect.None(InCode().Except(Pages()));

    [Fact]
    public void EveryPageHasACode() => Expect.None(Pages().Except(InCode()));

    [Fact]
    public void EveryPageStartsWithItsCode()
    {
        foreach (string code in Pages())
            Assert.StartsWith("# " + code + ": ", RepositoryFiles.Text(Folder + code + ".md"), StringComparison.Ordinal);
    }

    [Fact]
    public void TheIndexListsEveryPageWithItsTitle()
    {
        IEnumerable<string> expected = Pages().Order(StringComparer.Ordinal)
            .Select(code => (code, title: RepositoryFiles.Lines(Folder + code + ".md")[0][("# " + code + ": ").Length..]))
            .Select(page => $"- [{page.code}]({page.code}.md): {page.title}");
        Assert.Equal(expected, RepositoryFiles.Lines(Folder + "README.md").Where(line => line.StartsWith("- [LB", StringComparison.Ordinal)));
    }

    private static HashSet<string> Pages() => [.. RepositoryFiles.WithExtension(".md")
        .Where(path => path.StartsWith(Folder + "LB", StringComparison.Ordinal))
        .Select(path => Path.GetFileNameWithoutExtension(path))];

    private static HashSet<string> InCode() => [.. RepositoryFiles.WithExtension(".cs", ".targets", ".props")
        .Where(path => !path.StartsWith("tests/", StringComparison.Ordinal))
        .SelectMany(path => CodePattern().Matches(RepositoryFiles.Text(path)).Select(match => match.Groups[1].Value))];

    // As a string of its own ("LB0101") or at the start of a message of the tool ("litebox: error LB0901: ...").
    [GeneratedRegex(@"(?:""|error )(LB\d{4})(?:""|:)")]
    private static partial Regex CodePattern();
}
