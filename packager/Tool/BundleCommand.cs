using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using LiteBox.Packager.Bundling;
using LiteBox.Packager.Compiling;

namespace LiteBox.Tool;

/// <summary><c>litebox bundle PROGRAM</c>: makes the bundle of a program of the build machine.</summary>
internal static class BundleCommand
{
    public static Command Create()
    {
        var program = new Argument<string>("PROGRAM") { Description = "An x86-64 ELF program; its libraries are found as ld.so would." };
        var target = new Option<string>("--target") { Description = "What runs the bundle.", DefaultValueFactory = _ => "linux" };
        target.AcceptOnlyFromAmong([.. Enum.GetNames<BundleTarget>().Select(name => name.ToLowerInvariant())]);
        var output = new Option<string?>("--output", "-o") { HelpName = "FILE", Description = "The file to write; by default PROGRAM's name with .litebox, for windows .exe, in this folder." };
        var files = Many("--file", "SRC:DST", "A file or directory to put into the bundle.");
        var mounts = Many("--mount", "HOST:GUEST[:rw]", "A host directory that the program may use at run time.");
        var network = new Option<string>("--network") { Description = "The network that the program sees.", DefaultValueFactory = _ => "none" };
        network.AcceptOnlyFromAmong([.. Enum.GetNames<NetworkMode>().Select(name => name.ToLowerInvariant())]);
        var listen = Many("--listen", "PORT", "A port of the host at which the program may listen; with --network host.");
        var connect = Many("--connect", "HOST:PORT", "Where the program may connect to: an address, a prefix, localhost or *; with --network host.");
        var variables = Many("--env", "K=V", "A variable of the program's environment.");
        var arguments = Many("--arg", "A", "An argument of the program, before those given when the bundle runs; --arg=-x for one like an option.");
        var trim = new Option<string>("--trim") { Description = "How much of the library OS to leave out.", DefaultValueFactory = _ => "full" };
        trim.AcceptOnlyFromAmong("full", "none");
        var onTrimmed = new Option<string>("--on-trimmed") { Description = "What a system call that was left out does.", DefaultValueFactory = _ => "enosys" };
        onTrimmed.AcceptOnlyFromAmong("enosys", "kill");
        var include = Many("--syscall", "NAME", "Keep this system call whatever the analysis says.");
        var exclude = Many("--no-syscall", "NAME", "Leave this system call out whatever the analysis says.");
        var guestPath = new Option<string?>("--guest-path") { HelpName = "PATH", Description = "Where the program stands inside; by default where it stands here." };
        var workingDirectory = new Option<string>("--workdir") { HelpName = "PATH", Description = "The directory it starts in.", DefaultValueFactory = _ => "/" };
        var report = new Option<string?>("--report") { HelpName = "FILE", Description = "Write the full report there; JSON when the name ends in .json." };
        var symbols = new Option<string?>("--symbols") { HelpName = "FILE", Description = "Write the symbols of the library OS there." };
        var stress = new Option<bool>("--collect-at-every-call") { Description = "The library OS collects garbage at every system call: for tests." };
        var trace = new Option<bool>("--trace") { Description = "The bundle logs the program's system calls on standard error, as strace does." };
        var traceFile = new Option<string?>("--trace-file") { HelpName = "FILE", Description = "The same log in a file of the machine that runs the bundle." };
        var cache = new Option<string?>("--cache") { HelpName = "FOLDER", Description = "The cache folder; by default $LITEBOX_CACHE or the user's." };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command("bundle", "Make one sandboxed file from a program.")
        {
            program, target, output, files, mounts, network, listen, connect, variables, arguments, trim, onTrimmed, include, exclude, guestPath,
            workingDirectory, report, symbols, stress, trace, traceFile, cache, json,
        };
        CommandAction.Set(command, (parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(program);
            BundleTarget system = Enum.Parse<BundleTarget>(parsed.GetValue(target)!, ignoreCase: true);
            var request = new BundleRequest
            {
                ProgramPath = path,
                OutputPath = parsed.GetValue(output) ?? Path.GetFileName(path) + (system == BundleTarget.Windows ? ".exe" : ".litebox"),
                ProgramGuestPath = parsed.GetValue(guestPath),

                // As a shell would hand it over; an absolute path outside the system's folders is a matter of this machine only.
                ProgramName = Path.IsPathRooted(path) ? null : path,
                KeepFileTimes = true,
                Files = [.. parsed.GetValue(files)!.Select(OptionText.File)],
                Mounts = [.. parsed.GetValue(mounts)!.Select(OptionText.Mount)],
                Network = Enum.Parse<NetworkMode>(parsed.GetValue(network)!, ignoreCase: true),
                Listen = [.. parsed.GetValue(listen)!.Select(ConnectGrant.ParsePort)],
                Connect = [.. parsed.GetValue(connect)!.SelectMany(ConnectGrant.Parse)],
                Environment = [.. parsed.GetValue(variables)!.Select(OptionText.Variable)],
                Arguments = parsed.GetValue(arguments)!,
                WorkingDirectory = parsed.GetValue(workingDirectory)!,
                Target = system,
                Trim = parsed.GetValue(trim) == "none" ? TrimMode.None : TrimMode.Full,
                OnTrimmed = parsed.GetValue(onTrimmed) == "kill" ? OnTrimmed.Kill : OnTrimmed.Enosys,
                IncludeSyscalls = parsed.GetValue(include)!,
                ExcludeSyscalls = parsed.GetValue(exclude)!,
                ReportPath = parsed.GetValue(report),
                SymbolPath = parsed.GetValue(symbols),
                CollectAtEveryCall = parsed.GetValue(stress),
                Trace = parsed.GetValue(trace),
                TraceFile = parsed.GetValue(traceFile),
            };
            Run(request, parsed.GetValue(cache), parsed.GetValue(json), parsed.InvocationConfiguration, cancellation);
        });
        return command;
    }

    private static void Run(BundleRequest request, string? cache, bool json, InvocationConfiguration console, CancellationToken cancellation)
    {
        var pipeline = new BundlePipeline(Toolchain.Find(null, null, request.Target), CacheDirectory.Resolve(cache));
        BundleReport report = pipeline.Run(request, progress: null, cancellation);
        if (json)
            console.Output.WriteLine(BundleJson.Text(report));
        else
            BundleReportText.WriteSummary(report, console.Output);
    }

    private static Option<string[]> Many(string name, string value, string description) => new(name)
    {
        HelpName = value,
        Description = description,
        DefaultValueFactory = _ => [],
        Arity = ArgumentArity.ZeroOrMore,
        AllowMultipleArgumentsPerToken = false,
    };
}
