using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace LiteBox.Repository.Tests;

/// <summary>The layers of docs/ARCHITECTURE.md: references go downwards, and what builds never references what runs.</summary>
public sealed partial class LayerTests
{
    // Folder, layer within its half. A project may reference its own layer and those below.
    private static readonly (string Folder, bool Runs, int Layer)[] s_layers =
    [
        ("platforms/Contract/", true, 0),
        ("runtime/CoreLib/", true, 0),
        ("platforms/", true, 1),
        ("runtime/North/", true, 2),
        ("shims/", true, 3),
        ("packager/Tool/", false, 1),
        ("packager/", false, 0),
        ("tasks/", false, 1),
        ("Sdk/", false, 2),
    ];

    // Numbers that machine code, bundles and the library OS agree on: one source file for the two halves.
    private static readonly string[] s_shared = ["platforms/Contract/BundleFormat.cs", "platforms/Linux/ThreadPlaces.cs", "platforms/Windows/ClockPage.cs", "platforms/Windows/ThreadSlots.cs"];

    // Where "hypervisor" is a flag of /proc/cpuinfo.
    private const string CpuFlags = "runtime/North/Files/Proc/CpuIdentity.cs";

    [Fact]
    public void ReferencesGoDownwards()
    {
        var wrong = new List<string>();
        foreach (string project in RepositoryFiles.WithExtension(".csproj"))
        {
            if (LayerOf(project) is not { } from)
                continue;
            foreach (string reference in References(project, "ProjectReference"))
            {
                if (LayerOf(reference) is not { } to || to.Runs != from.Runs || to.Layer > from.Layer)
                    wrong.Add(project + " -> " + reference);
            }
        }

        Expect.None(wrong);
    }

    [Fact]
    public void OnlyFilesOfNumbersAreSharedBetweenTheHalves()
    {
        var wrong = new List<string>();
        foreach (string project in RepositoryFiles.WithExtension(".csproj"))
        {
            if (LayerOf(project) is not { } from)
                continue;
            foreach (string source in References(project, "Compile"))
            {
                if (LayerOf(source) is { } to && to.Runs != from.Runs && !s_shared.Contains(source))
                    wrong.Add(project + " compiles " + source);
            }
        }

        Expect.None(wrong);
    }

    // What only one host can do is a capability that the contract names; Linux is also the name of a shim.
    [Fact]
    public void NothingAboveTheContractNamesATarget() => Expect.None(
        from path in RepositoryFiles.WithExtension(".cs")
        where path.StartsWith("runtime/", StringComparison.Ordinal) || path.StartsWith("shims/", StringComparison.Ordinal)
        from line in RepositoryFiles.Lines(path).Index()
        where TargetName().IsMatch(line.Item) && !(path == CpuFlags && line.Item.TrimEnd().EndsWith("hypervisor \"u8;", StringComparison.Ordinal))
        select $"{path}:{line.Index + 1}: {line.Item.Trim()}");

    [GeneratedRegex(@"\b(kvm|qemu|wine|windows|sevsnp|lvbs|hypervisor)\b|\bBundleTarget\b|\bOperatingSystem\.Is|^\s*#if\s+!?(LINUX|WINDOWS|BARE)\b", RegexOptions.IgnoreCase)]
    private static partial Regex TargetName();

    private static (bool Runs, int Layer)? LayerOf(string path)
    {
        foreach ((string folder, bool runs, int layer) in s_layers)
        {
            if (path.StartsWith(folder, StringComparison.Ordinal))
                return (runs, layer);
        }

        return null;
    }

    private static IEnumerable<string> References(string project, string item)
    {
        string folder = Path.GetDirectoryName(Path.Combine(RepositoryFiles.Root, project))!;
        return XDocument.Parse(RepositoryFiles.Text(project)).Descendants()
            .Where(element => element.Name.LocalName == item)
            .SelectMany(element => ((string?)element.Attribute("Include") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
            .Select(include => include.Trim().Replace('\\', '/').Replace("$(MSBuildThisFileDirectory)", "", StringComparison.Ordinal))
            .Where(include => !include.StartsWith('$') && !include.StartsWith('@'))
            .Select(include => RepositoryFiles.Relative(Path.GetFullPath(Path.Combine(folder, include))));
    }
}
