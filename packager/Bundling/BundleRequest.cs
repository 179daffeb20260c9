using System.Collections.Generic;
using LiteBox.Packager.Compiling;

namespace LiteBox.Packager.Bundling;

/// <summary>Everything that decides the bytes of a bundle, and where it goes.</summary>
public sealed record BundleRequest
{
    /// <summary>The program on the build machine: an ELF file, or an assembly for <see cref="ProgramKind.North"/>.</summary>
    public required string ProgramPath { get; init; }

    /// <summary>What kind of program it is.</summary>
    public ProgramKind Kind { get; init; }

    /// <summary>The file to write.</summary>
    public required string OutputPath { get; init; }

    /// <summary>Where the guest sees the program; null for the same path as on the build machine.</summary>
    public string? ProgramGuestPath { get; init; }

    /// <summary>Files and directories besides the program and its libraries.</summary>
    public IReadOnlyList<BundleFile> Files { get; init; } = [];

    /// <summary>Host directories that the guest is granted.</summary>
    public IReadOnlyList<BundleMount> Mounts { get; init; } = [];

    /// <summary>The network that the guest sees.</summary>
    public NetworkMode Network { get; init; }

    /// <summary>Ports of the host that the guest may listen at.</summary>
    public IReadOnlyList<int> Listen { get; init; } = [];

    /// <summary>Where on the host's network the guest may connect to.</summary>
    public IReadOnlyList<ConnectGrant> Connect { get; init; } = [];

    /// <summary>The environment of the guest.</summary>
    public IReadOnlyList<EnvironmentVariable> Environment { get; init; } = [];

    /// <summary>Arguments after argv[0]; those given when the bundle is run follow them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The directory in which the guest starts.</summary>
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>Whether files keep their times of modification; else all have that of the image, and copies of the input in
    /// other folders give the same bundle.</summary>
    public bool KeepFileTimes { get; init; }

    /// <summary>argv[0]; null for the program's guest path.</summary>
    public string? ProgramName { get; init; }

    /// <summary>What runs the bundle.</summary>
    public BundleTarget Target { get; init; } = BundleTarget.Linux;

    /// <summary>How much of the library OS is left out.</summary>
    public TrimMode Trim { get; init; } = TrimMode.Full;

    /// <summary>What a system call that was left out does.</summary>
    public OnTrimmed OnTrimmed { get; init; } = OnTrimmed.Enosys;

    /// <summary>Names of system calls to keep whatever the analysis says.</summary>
    public IReadOnlyList<string> IncludeSyscalls { get; init; } = [];

    /// <summary>Names of system calls to leave out whatever the analysis says.</summary>
    public IReadOnlyList<string> ExcludeSyscalls { get; init; } = [];

    /// <summary>Where to write the report: text, or JSON when the name ends in <c>.json</c>. Null for none.</summary>
    public string? ReportPath { get; init; }

    /// <summary>Where to write the symbols of the library OS for a debugger. Null for none.</summary>
    public string? SymbolPath { get; init; }

    /// <summary>The library OS collects garbage at every system call: slow, finds missing roots. For tests.</summary>
    public bool CollectAtEveryCall { get; init; }

    /// <summary>The bundle logs the program's system calls, as strace does: on standard error, or to <see cref="TraceFile"/>.</summary>
    public bool Trace { get => field || TraceFile is not null; init; }

    /// <summary>The file on the machine that runs the bundle which the log goes to; null for standard error.</summary>
    public string? TraceFile { get; init; }
}
