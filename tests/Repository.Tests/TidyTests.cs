using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace LiteBox.Repository.Tests;

/// <summary>What a reader should never meet in this repository.</summary>
public sealed partial class TidyTests
{
    private const int MaximumLines = 600;

    // This file names what it forbids.
    private const string ThisFile = "tests/Repository.Tests/TidyTests.cs";

    [Fact]
    public void NoFileIsTooLong() => Expect.None(Sources().Where(path => RepositoryFiles.Lines(path).Length > MaximumLines));

    [Fact]
    public void OnePublicTypeAFile()
    {
        Expect.None(RepositoryFiles.WithExtension(".cs")
            .Where(path => RepositoryFiles.Lines(path).Count(line => PublicType().IsMatch(line)) > 1));
    }

    [Fact]
    public void FilesAreNamedAfterTheirPublicType()
    {
        var wrong = new List<string>();
        foreach (string path in RepositoryFiles.WithExtension(".cs"))
        {
            foreach (string line in RepositoryFiles.Lines(path))
            {
                // A partial type spreads over Type.Aspect.cs.
                if (PublicType().Match(line) is { Success: true } match
                    && System.IO.Path.GetFileName(path).Split('.')[0] != match.Groups["name"].Value)
                    wrong.Add(path + " has " + match.Groups["name"].Value);
            }
        }

        Expect.None(wrong);
    }

    [Fact]
    public void NothingIsLeftForLater() => AssertNowhere(Unfinished());

    [Fact]
    public void TypesHaveTheNamesOfWhatTheyAre() => AssertNowhere(EmptyName(), except: "runtime/CoreLib/");

    [Fact]
    public void NoPathOfTheMachineItWasWrittenOn() => AssertNowhere(MachinePath());

    [Fact]
    public void NoBlanketSuppressions() => AssertNowhere(PragmaWithoutCode());

    [Fact]
    public void LinesHaveNoTrailingBlanks() => AssertNowhere(TrailingBlank());

    private static IEnumerable<string> Sources() =>
        RepositoryFiles.WithExtension(".cs", ".props", ".targets", ".csproj", ".proj", ".sh").Where(path => path != ThisFile);

    // The core library has types that the compilers look up by names of .NET.
    private static void AssertNowhere(Regex forbidden, string? except = null)
    {
        Expect.None(Sources().Where(path => except is null || !path.StartsWith(except, StringComparison.Ordinal)).SelectMany(path => RepositoryFiles.Lines(path)
            .Select((line, index) => (line, where: path + ":" + (index + 1)))
            .Where(entry => forbidden.IsMatch(entry.line))
            .Select(entry => entry.where + ": " + entry.line.Trim())));
    }

    [GeneratedRegex(@"^public (?:(?:static|sealed|abstract|partial|readonly|ref|unsafe|file) )*(?:class|struct|interface|enum|record struct|record class|record|delegate [\w<>\[\]?*]+) (?<name>\w+)")]
    private static partial Regex PublicType();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX|NotImplementedException)\b(?!\()|\bfor now\b", RegexOptions.None)]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\b(class|struct|interface|record|enum) \w*(Helper|Helpers|Manager|Util|Utils|Utility|Utilities)\b")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"(?<![\w.])/(home/\w+|root/|work/)|[A-Z]:\\Users\\")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"#pragma warning disable\s*$")]
    private static partial Regex PragmaWithoutCode();

    [GeneratedRegex(@"[ \t]+$")]
    private static partial Regex TrailingBlank();
}
