using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using LiteBox.Packager.Analysis;
using LiteBox.Packager.Compiling;
using LiteBox.Packager.Diagnostics;
using LiteBox.Packager.Erofs;
using LiteBox.Packager.Linking;
using LiteBox.Packager.Rewriting;

namespace LiteBox.Packager.Bundling;

/// <summary>
/// From a program to one sandboxed file: collect, analyse, rewrite, compile, link, pack. What is written depends on the
/// request and the files it names only: no times, no paths of the build machine.
/// </summary>
/// <param name="toolchain">What the library OS is compiled with and from.</param>
/// <param name="cacheRoot">The cache folder, see <see cref="CacheDirectory"/>.</param>
public sealed class BundlePipeline(Toolchain toolchain, string cacheRoot)
{
    /// <summary>Finds the system calls that a program and its libraries can make, without building anything.</summary>
    /// <exception cref="LiteBoxException">LB01xx: the program or a library is missing or unsound.</exception>
    public static AnalysisResult Analyze(string programPath, CancellationToken cancellation)
    {
        GuestRoot root = GuestRoot.Collect(programPath, guestPath: null, []);
        cancellation.ThrowIfCancellationRequested();
        return root.Analyze();
    }

    /// <summary>Builds the bundle.</summary>
    /// <exception cref="LiteBoxException">Something is wrong with the request, a file or the tools; no output is left.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled; no output is left.</exception>
    public BundleReport Run(BundleRequest request, IProgress<BundleProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var clock = new StageClock(progress, cancellation);
        SyscallHandlers handlers = SyscallHandlers.Read(toolchain.ShimAssembly);
        TargetPlatform platform = TargetPlatform.Of(request.Target);
        Check(request);

        GuestRoot root = null!;
        clock.Run(BundleStage.Collect, "collect the program and its libraries", () =>
        {
            root = Root(request);
            NetworkFiles.Add(root.Tree, request);
            return false;
        });
        string[] inputs = [.. root.Inputs().Append(Path.GetFullPath(request.ProgramPath)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

        SyscallSelection syscalls = null!;
        clock.Run(BundleStage.Analyze, "find the system calls that it can make", () =>
        {
            syscalls = request.Kind == ProgramKind.North
                ? SyscallSelection.None(handlers)
                : SyscallSelection.Choose(request, handlers, request.Trim == TrimMode.Full ? root.Analyze() : null);
            return false;
        });

        IReadOnlyList<RewriteReport> rewritten = [];
        clock.Run(BundleStage.Rewrite, "turn its system calls into jumps to the library OS", () =>
        {
            bool cached = true;
            if (platform.Rewrite is { } options && request.Kind != ProgramKind.North)
                rewritten = new RootRewriter(options, cacheRoot).Rewrite(root.Tree, cancellation, out cached);
            return cached;
        });

        byte[] compiled = [];
        clock.Run(BundleStage.Compile, "compile the library OS", () =>
        {
            var cache = new CompilationCache(new IlcCompiler(toolchain.CompilerPath), Path.Combine(cacheRoot, "compiled"));
            bool isNorth = request.Kind == ProgramKind.North;
            using NorthProgram? program = isNorth ? NorthProgram.Prepare(request.ProgramPath) : null;
            IReadOnlyList<string> libraryOs = toolchain.Assemblies(request.Target, request.Kind);
            FeatureSet features = isNorth
                ? FeatureSet.OfNorth(Grants(request))
                : FeatureSet.OfSyscalls(handlers.Numbers.Keys, syscalls.Kept, Grants(request), request.Network, root.IsDynamic, syscalls.Arguments,
                    root.LeadsToSystemFiles ? null : syscalls.Texts);
            compiled = cache.GetOrCompile(
                new CompilationRequest
                {
                    Assemblies = program is null ? libraryOs : [.. libraryOs, program.Path],
                    Features = isNorth ? features : features.With(Log(request)),
                },
                out bool compiledNow, cancellation);
            return !compiledNow;
        });

        LinkedImage image = null!;
        clock.Run(BundleStage.Link, "link it", () =>
        {
            image = ImageLinker.Link(new LinkInput
            {
                Object = compiled,
                ObjectName = "the library OS",
                Platform = platform.Link,
                SouthAssembly = File.ReadAllBytes(toolchain.SouthAssembly(request.Target)),
            });
            return false;
        });

        long rootBytes = 0;
        clock.Run(BundleStage.Pack, "write the bundle", () =>
        {
            platform.Pack(image, Policy(request, root, syscalls, image), stream => rootBytes = ErofsWriter.Write(root.Tree, stream, ErofsWriter.EpochOfEnvironment()),
                request.OutputPath);
            return false;
        });

        BundleReport report = Report(request, root, syscalls, rewritten, image, clock.Times, rootBytes, inputs);
        try
        {
            WriteSideFiles(request, report, image);
        }
        catch (LiteBoxException)
        {
            // A run that fails leaves no bundle.
            File.Delete(request.OutputPath);
            throw;
        }

        return report;
    }

    private static void Check(BundleRequest request)
    {
        foreach (string name in request.IncludeSyscalls.Concat(request.ExcludeSyscalls))
        {
            if (!SyscallNames.TryParse(name, out _))
            {
                throw new LiteBoxException("LB0707", name, "This is no system call of x86-64 Linux.",
                    "Name one as its manual page does.");
            }
        }

        if (!request.WorkingDirectory.StartsWith('/'))
        {
            throw new LiteBoxException("LB0711", request.WorkingDirectory, "The working directory is no absolute path of the guest.",
                "Name it from the guest's root, such as /data.");
        }

        MountCheck.Check(request.Mounts, request.Target);
        NetworkCheck.Check(request);
        TraceCheck.Check(request);
    }

    /// <summary>The root file system that the request asks for.</summary>
    internal static GuestRoot Root(BundleRequest request) => request.Kind == ProgramKind.North
        ? GuestRoot.OfFiles(request.ProgramGuestPath ?? "/app/" + Path.GetFileNameWithoutExtension(request.ProgramPath), request.Files, request.KeepFileTimes)
        : GuestRoot.Collect(request.ProgramPath, request.ProgramGuestPath, request.Files, request.KeepFileTimes);

    private static string[] Log(BundleRequest request) => request switch
    {
        { TraceFile: not null } => [Capabilities.Trace, Capabilities.HostLog],
        { Trace: true } => [Capabilities.Trace],
        _ => [],
    };

    private static DirectoryGrants Grants(BundleRequest request) =>
        request.Mounts.Count == 0 ? DirectoryGrants.None
        : request.Mounts.Any(mount => mount.Writable) ? DirectoryGrants.Writable : DirectoryGrants.ReadOnly;

    /// <summary>The policy without what follows from the image.</summary>
    internal static BundlePolicy Policy(BundleRequest request, GuestRoot root) => new()
    {
        Program = root.ProgramPath,
        Arguments = [request.ProgramName ?? root.ProgramPath, .. request.Arguments],
        Environment = request.Environment,
        Mounts = request.Mounts,
        Listen = request.Listen,
        Connect = request.Connect,
        WorkingDirectory = request.WorkingDirectory,
        OnTrimmed = request.OnTrimmed,
        CollectAlways = request.CollectAtEveryCall,
        Trace = request.Trace,
        TraceFile = request.TraceFile,
    };

    private static BundlePolicy Policy(BundleRequest request, GuestRoot root, SyscallSelection syscalls, LinkedImage image) => Policy(request, root) with
    {
        Environment = RuntimeEnvironment.Of(request, root, TargetPlatform.Of(request.Target)),
        SyscallsKept = syscalls.KeptNumbers,
        Seccomp = request.Target == BundleTarget.Linux ? image.Seccomp.ToBytes() : [],
        SeccompPatches = request.Target == BundleTarget.Linux ? image.Seccomp.PatchBytes() : [],
        HostCalls = image.HostCallText(),
    };

    private static BundleReport Report(BundleRequest request, GuestRoot root, SyscallSelection syscalls,
        IReadOnlyList<RewriteReport> rewritten, LinkedImage image, IReadOnlyList<StageTime> times, long rootBytes, string[] inputs)
    {
        long outputBytes = new FileInfo(request.OutputPath).Length;
        return new BundleReport
        {
            Program = root.ProgramPath,
            Output = request.OutputPath,
            Target = request.Target,
            Trim = request.Trim,
            Stages = times,
            SyscallsKept = [.. syscalls.Kept],
            SyscallsAll = syscalls.All,
            SyscallsUnknown = syscalls.Unknown,
            Unresolved = syscalls.Unresolved,
            HostCalls = [.. image.HostCalls.Where(call => !call.BeforeSeal).Select(call => SyscallNames.NameOf(call.Number))
                .Concat(image.WindowsCalls.Select(static call => call.Function)).Distinct().Order(StringComparer.Ordinal)],
            Rewritten = Enum.GetValues<SiteKind>().ToDictionary(kind => kind.ToString(), kind => rewritten.Sum(file => file.Count(kind))),
            Trapped = [.. rewritten.SelectMany(file => file.Sites.Where(site => site.Kind == SiteKind.Trap)
                .Select(site => new TrappedSite(file.File, site.Address)))],
            Files = [.. root.Tree.All().Where(node => node.Kind == FileKind.Regular)
                .Select(node => new BundledFile(node.Path, node.Content!.Length)).OrderBy(file => file.Path, StringComparer.Ordinal)],
            Inputs = inputs,
            OutputBytes = outputBytes,
            LibraryOsBytes = outputBytes - rootBytes,
            RootBytes = rootBytes,
        };
    }

    private static void WriteSideFiles(BundleRequest request, BundleReport report, LinkedImage image)
    {
        if (request.ReportPath is { } path)
        {
            using var text = new StringWriter { NewLine = "\n" };
            if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
                text.WriteLine(BundleJson.Text(report));
            else
                BundleReportText.Write(report, text);
            OutputFile.WriteText(path, text.ToString());
        }

        if (request.SymbolPath is { } symbols)
        {
            using var text = new StringWriter { NewLine = "\n" };
            image.WriteSymbolMap(text);
            OutputFile.WriteText(symbols, text.ToString());
        }
    }
}
