using System.Collections.Generic;
using LiteBox.Packager.Bundling;

namespace LiteBox.Tool;

/// <summary>What <c>litebox inspect --json</c> prints.</summary>
internal sealed record InspectReport
{
    public required string Bundle { get; init; }

    public required BundleTarget Target { get; init; }

    public required string Program { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    public required IReadOnlyList<EnvironmentVariable> Environment { get; init; }

    public required string WorkingDirectory { get; init; }

    public required IReadOnlyList<BundleMount> Mounts { get; init; }

    /// <summary>Ports of the host.</summary>
    public required IReadOnlyList<int> Listen { get; init; }

    /// <summary>Addresses of the host's network, as <c>--connect</c> takes them.</summary>
    public required IReadOnlyList<string> Connect { get; init; }

    public required OnTrimmed OnTrimmed { get; init; }

    public required bool AppendsHostArguments { get; init; }

    public required bool CollectsAtEveryCall { get; init; }

    /// <summary>Whether it logs the program's system calls.</summary>
    public required bool Traces { get; init; }

    /// <summary>The file of the host that the log goes to; null for standard error.</summary>
    public required string? TraceFile { get; init; }

    /// <summary>Names, in the order of their numbers.</summary>
    public required IReadOnlyList<string> SyscallsKept { get; init; }

    /// <summary>One line each: number, name and the rule for the arguments.</summary>
    public required IReadOnlyList<string> HostCalls { get; init; }

    /// <summary>Instructions of the seccomp filter.</summary>
    public required int FilterInstructions { get; init; }

    public required IReadOnlyList<BundledFile> Files { get; init; }

    public required long LibraryOsBytes { get; init; }

    public required long PolicyBytes { get; init; }

    public required long RootBytes { get; init; }
}
