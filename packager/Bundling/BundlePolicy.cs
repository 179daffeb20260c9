using System.Collections.Generic;

namespace LiteBox.Packager.Bundling;

/// <summary>What a bundle tells the library OS at start: the records of docs/ARCHITECTURE.md, "Bundle".</summary>
public sealed record BundlePolicy
{
    /// <summary>The name of a sandbox whose project gives it none.</summary>
    public const string UsualHostName = "litebox";

    /// <summary>Guest path of the program.</summary>
    public required string Program { get; init; }

    /// <summary>The argument vector, argv[0] first.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The environment.</summary>
    public IReadOnlyList<EnvironmentVariable> Environment { get; init; } = [];

    /// <summary>Ports of the host that the guest may listen at.</summary>
    public IReadOnlyList<int> Listen { get; init; } = [];

    /// <summary>Where on the host's network the guest may connect to.</summary>
    public IReadOnlyList<ConnectGrant> Connect { get; init; } = [];

    /// <summary>Granted host directories.</summary>
    public IReadOnlyList<BundleMount> Mounts { get; init; } = [];

    /// <summary>The directory in which the guest starts.</summary>
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>What a trimmed system call does.</summary>
    public OnTrimmed OnTrimmed { get; init; }

    /// <summary>Numbers of the system calls that the library OS has.</summary>
    public IReadOnlyList<int> SyscallsKept { get; init; } = [];

    /// <summary>The name that uname(2) tells.</summary>
    public string HostName { get; init; } = UsualHostName;

    /// <summary>Collect garbage at the end of every system call.</summary>
    public bool CollectAlways { get; init; }

    /// <summary>Append the arguments that the bundle is started with to <see cref="Arguments"/>.</summary>
    public bool AppendHostArguments { get; init; } = true;

    /// <summary>The bundle logs the program's system calls.</summary>
    public bool Trace { get; init; }

    /// <summary>The file of the host that the log goes to; null for standard error.</summary>
    public string? TraceFile { get; init; }

    /// <summary>The seccomp program; from <see cref="Linking.SeccompProgram.ToBytes"/>.</summary>
    public byte[] Seccomp { get; init; } = [];

    /// <summary>Its patches; from <see cref="Linking.SeccompProgram.PatchBytes"/>.</summary>
    public byte[] SeccompPatches { get; init; } = [];

    /// <summary>Lines about the host calls; from <see cref="Linking.LinkedImage.HostCallText"/>.</summary>
    public string HostCalls { get; init; } = string.Empty;
}
