using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using LiteBox.Packager.Bundling;
using LiteBox.Packager.Compiling;
using LiteBox.Packager.Diagnostics;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace LiteBox.Tasks;

/// <summary>
/// Makes one sandboxed file from a published program. All work is <see cref="BundlePipeline"/>'s; this reads the project's
/// properties and items and logs.
/// </summary>
public sealed class BundleProgram : Task, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>The ELF program, or the assembly of a program on the North API.</summary>
    [Required]
    public string Program { get; set; } = "";

    /// <summary><c>linux</c> or <c>north</c>; the targets have checked it.</summary>
    public string Kind { get; set; } = "linux";

    /// <summary>Where it stands inside the bundle; empty for the same path.</summary>
    public string ProgramGuestPath { get; set; } = "";

    /// <summary>
    /// What runs the bundle; the targets have checked it. <c>dotnet</c> writes only policy and root file system, for a program
    /// on North that ordinary .NET runs.
    /// </summary>
    [Required]
    public string Target { get; set; } = "";

    /// <summary><c>full</c> or <c>none</c>.</summary>
    public string Trim { get; set; } = "full";

    /// <summary><c>enosys</c> or <c>kill</c>.</summary>
    public string OnTrimmed { get; set; } = "enosys";

    /// <summary>Whether the bundle logs the program's system calls.</summary>
    public bool Trace { get; set; }

    /// <summary>The file that the log goes to, on the machine that runs the bundle; empty for standard error or none.</summary>
    public string TraceFile { get; set; } = "";

    /// <summary>Files and directories; metadata <c>GuestPath</c>.</summary>
    public ITaskItem[] Files { get; set; } = [];

    /// <summary>Host directories; metadata <c>GuestPath</c> and <c>Writable</c>.</summary>
    public ITaskItem[] Mounts { get; set; } = [];

    /// <summary><c>none</c>, <c>loopback</c> or <c>host</c>; the targets have checked it.</summary>
    public string Network { get; set; } = "none";

    /// <summary>Ports of the host at which the program may listen.</summary>
    public string[] Listen { get; set; } = [];

    /// <summary>Where it may connect to: HOST:PORT.</summary>
    public string[] Connect { get; set; } = [];

    /// <summary>Names of variables with the metadata <c>Value</c>.</summary>
    public ITaskItem[] EnvironmentVariables { get; set; } = [];

    /// <summary>Arguments of the program.</summary>
    public string[] Arguments { get; set; } = [];

    /// <summary>
    /// Names of system calls. LiteBox.Syscalls.props lists every one with the metadata <c>Implicit</c>: those that are gone
    /// were removed by the project, those without the metadata were included by it.
    /// </summary>
    public ITaskItem[] Syscalls { get; set; } = [];

    /// <summary>The names that <see cref="Syscalls"/> had before the project changed it.</summary>
    public string[] KnownSyscalls { get; set; } = [];

    /// <summary>The directory in which the program starts.</summary>
    public string WorkingDirectory { get; set; } = "";

    /// <summary>The <c>tools</c> folder of the ILCompiler package.</summary>
    public string CompilerFolder { get; set; } = "";

    /// <summary>The folder with the assemblies of the library OS.</summary>
    public string LibraryOsFolder { get; set; } = "";

    /// <summary>The cache folder; empty for the user's.</summary>
    public string CacheFolder { get; set; } = "";

    /// <summary>The project, to report mistakes in its items.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>The bundle to write.</summary>
    [Required]
    public string Output { get; set; } = "";

    /// <summary>The report to write.</summary>
    public string Report { get; set; } = "";

    /// <summary>The file that gets the names of all files read, for the next build.</summary>
    public string Inputs { get; set; } = "";

    /// <inheritdoc/>
    public void Cancel() => _cancellation.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _cancellation.Dispose();

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            BundleRequest request = Request();
            if (Target == "dotnet")
            {
                HostedPacker.Pack(request);
                return true;
            }

            var pipeline = new BundlePipeline(Toolchain.Find(CompilerFolder, LibraryOsFolder, request.Target), CacheDirectory.Resolve(CacheFolder));
            BundleReport report = pipeline.Run(request, new StageLog(Log), _cancellation.Token);
            OutputFile.WriteText(Inputs, string.Join('\n', report.Inputs) + "\n");
            Log.LogMessage(MessageImportance.Normal, "{0} of {1} system calls kept, {2} host calls allowed, the library OS adds {3} bytes",
                report.SyscallsKept.Count, report.SyscallsAll, report.HostCalls.Count, report.LibraryOsBytes);
        }
        catch (LiteBoxException e)
        {
            Log.LogError(subcategory: null, e.Code, helpKeyword: null, e.File ?? ProjectFile, 0, 0, 0, 0, "{0}", e.Message);
        }
        catch (OperationCanceledException)
        {
            // MSBuild says itself that the build was cancelled; the pipeline leaves no partial output.
            return false;
        }

        return !Log.HasLoggedErrors;
    }

    private BundleRequest Request() => new()
    {
        ProgramPath = Program,
        Kind = string.Equals(Kind, "north", StringComparison.OrdinalIgnoreCase) ? ProgramKind.North : ProgramKind.Linux,
        OutputPath = Output,
        ReportPath = Report.Length > 0 ? Report : null,
        ProgramGuestPath = ProgramGuestPath.Length > 0 ? ProgramGuestPath : null,
        WorkingDirectory = WorkingDirectory.Length > 0 ? WorkingDirectory : "/",
        Target = Enum.TryParse(Target, ignoreCase: true, out BundleTarget target) ? target : BundleTarget.Linux,
        Trim = Trim == "none" ? TrimMode.None : TrimMode.Full,
        Trace = Trace,
        TraceFile = TraceFile.Length > 0 ? TraceFile : null,
        OnTrimmed = OnTrimmed == "kill" ? Packager.Bundling.OnTrimmed.Kill : Packager.Bundling.OnTrimmed.Enosys,
        Files = [.. Files.Select(file => new BundleFile(file.GetMetadata("FullPath"), GuestPath(file, "LiteBoxFile")))],
        Mounts = [.. Mounts.Select(mount => new BundleMount(HostPath(mount), GuestPath(mount, "LiteBoxMount"), Flag(mount, "Writable")))],
        Network = Enum.TryParse(Network, ignoreCase: true, out NetworkMode network) ? network : NetworkMode.None,
        Listen = [.. Listen.Select(ConnectGrant.ParsePort)],
        Connect = [.. Connect.SelectMany(ConnectGrant.Parse)],
        Environment = [.. EnvironmentVariables.Select(Variable)],
        Arguments = Arguments,
        IncludeSyscalls = [.. Syscalls.Where(call => !IsImplicit(call)).Select(call => call.ItemSpec)],
        ExcludeSyscalls = Removed(),
    };

    private string GuestPath(ITaskItem item, string kind)
    {
        string path = item.GetMetadata("GuestPath");
        if (!path.StartsWith('/'))
        {
            throw new LiteBoxException("LB0810", ProjectFile, kind + " '" + item.ItemSpec + "' has " +
                (path.Length == 0 ? "no GuestPath." : "the GuestPath '" + path + "', which is not absolute."),
                "Give it the metadata GuestPath with the absolute path inside the bundle.");
        }

        return path;
    }

    private string HostPath(ITaskItem mount)
    {
        if (!mount.ItemSpec.StartsWith('/'))
        {
            throw new LiteBoxException("LB0811", ProjectFile, "LiteBoxMount '" + mount.ItemSpec + "' is not an absolute path.",
                "Name the directory on the machine that will run the bundle from its root.");
        }

        return mount.ItemSpec;
    }

    private bool Flag(ITaskItem item, string name)
    {
        string text = item.GetMetadata(name);
        if (text.Length == 0)
            return false;
        if (bool.TryParse(text, out bool value))
            return value;
        throw new LiteBoxException("LB0812", ProjectFile, string.Create(CultureInfo.InvariantCulture, $"{name} of '{item.ItemSpec}' is '{text}'."),
            "Set it to 'true' or 'false'.");
    }

    private EnvironmentVariable Variable(ITaskItem item)
    {
        if (item.ItemSpec.Contains('=', StringComparison.Ordinal))
        {
            throw new LiteBoxException("LB0813", ProjectFile, "LiteBoxEnvironment '" + item.ItemSpec + "' is not the name of a variable.",
                "Write <LiteBoxEnvironment Include=\"NAME\" Value=\"value\" />.");
        }

        return new EnvironmentVariable(item.ItemSpec, item.GetMetadata("Value"));
    }

    private static bool IsImplicit(ITaskItem call) => call.GetMetadata("Implicit") == "true";

    private List<string> Removed()
    {
        HashSet<string> left = [.. Syscalls.Where(IsImplicit).Select(call => call.ItemSpec)];
        HashSet<string> included = [.. Syscalls.Where(call => !IsImplicit(call)).Select(call => call.ItemSpec)];
        return [.. KnownSyscalls.Where(name => !left.Contains(name) && !included.Contains(name))];
    }
}
