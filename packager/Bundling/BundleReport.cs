using System.Collections.Generic;

namespace LiteBox.Packager.Bundling;

/// <summary>What a run of <see cref="BundlePipeline"/> did and what the bundle holds.</summary>
public sealed record BundleReport
{
    /// <summary>Guest path of the program.</summary>
    public required string Program { get; init; }

    /// <summary>The bundle.</summary>
    public required string Output { get; init; }

    /// <summary>What runs it.</summary>
    public required BundleTarget Target { get; init; }

    /// <summary>How much of the library OS was left out.</summary>
    public required TrimMode Trim { get; init; }

    /// <summary>How long each stage took.</summary>
    public required IReadOnlyList<StageTime> Stages { get; init; }

    /// <summary>Names of the system calls that the bundle serves, sorted.</summary>
    public required IReadOnlyList<string> SyscallsKept { get; init; }

    /// <summary>How many system calls the library OS could serve.</summary>
    public required int SyscallsAll { get; init; }

    /// <summary>Names of the system calls that the program may make but the library OS does not have, sorted.</summary>
    public required IReadOnlyList<string> SyscallsUnknown { get; init; }

    /// <summary>What the analysis could not resolve and therefore widened the set; empty when every call is known.</summary>
    public required IReadOnlyList<string> Unresolved { get; init; }

    /// <summary>Names of the host calls that the bundle may make once the program runs, sorted.</summary>
    public required IReadOnlyList<string> HostCalls { get; init; }

    /// <summary>Number of rewritten <c>syscall</c> instructions by how each was handled.</summary>
    public required IReadOnlyDictionary<string, int> Rewritten { get; init; }

    /// <summary>Where a trap had to do.</summary>
    public required IReadOnlyList<TrappedSite> Trapped { get; init; }

    /// <summary>The files of the root file system, sorted by path.</summary>
    public required IReadOnlyList<BundledFile> Files { get; init; }

    /// <summary>Every file of the build machine that was read, sorted; a build that finds them unchanged need not run again.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Size of the whole bundle.</summary>
    public required long OutputBytes { get; init; }

    /// <summary>What the library OS adds: its image and the policy.</summary>
    public required long LibraryOsBytes { get; init; }

    /// <summary>Size of the root file system image.</summary>
    public required long RootBytes { get; init; }
}
