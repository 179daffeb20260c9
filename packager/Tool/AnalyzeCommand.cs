using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json;
using LiteBox.Packager.Analysis;
using LiteBox.Packager.Analysis.Managed;
using LiteBox.Packager.Bundling;

namespace LiteBox.Tool;

/// <summary><c>litebox analyze PROGRAM</c>: the system calls that a program can make.</summary>
internal static class AnalyzeCommand
{
    public static Command Create()
    {
        var program = new Argument<string>("PROGRAM") { Description = "An x86-64 ELF program; its libraries are found as ld.so would." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("analyze", "List the system calls that a program and its libraries can make.") { program, json };
        CommandAction.Set(command, (parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(program);
            AnalysisResult result = BundlePipeline.Analyze(path, cancellation);
            TextWriter output = parsed.InvocationConfiguration.Output;
            var report = new AnalyzeReport(path, result.All, [.. result.Numbers.Select(SyscallNames.NameOf)],
                [.. result.Reasons.Select(reason => reason.ToString())], result.Images,
                [.. NativeFunctions(path).Select(function => function.ToString())]);
            if (parsed.GetValue(json))
                output.WriteLine(JsonSerializer.Serialize(report, ToolJson.Default.AnalyzeReport));
            else
                Write(report, output);
        });
        return command;
    }

    /// <summary>What the assembly that lies beside its host calls, with the assemblies published with it; nothing when there is none.</summary>
    private static IReadOnlyList<PInvoke> NativeFunctions(string program)
    {
        string assembly = Path.GetFullPath(program) + ".dll";
        return File.Exists(assembly)
            ? PInvokeAnalyzer.Analyze(assembly, Directory.EnumerateFiles(Path.GetDirectoryName(assembly)!, "*.dll").Order(StringComparer.Ordinal))
            : [];
    }

    private static void Write(AnalyzeReport report, TextWriter output)
    {
        output.WriteLine("{0} system calls{1}", report.Syscalls.Count, report.All ? ": the set could not be bounded" : "");
        foreach (string reason in report.Unresolved)
            output.WriteLine("  " + reason);
        foreach (string name in report.Syscalls)
            output.WriteLine("  " + name);
        output.WriteLine();
        output.WriteLine("{0,-28}{1,22}{2,22}", "image", "functions reached", "system calls reached");
        foreach (ImageStatistics image in report.Images)
        {
            output.WriteLine("{0,-28}{1,22}{2,22}", image.Name, image.ReachableFunctions + " of " + image.Functions,
                image.ReachableSites + " of " + image.Sites);
        }

        if (report.NativeFunctions.Count == 0)
            return;
        output.WriteLine();
        output.WriteLine("{0} native functions are called by managed code", report.NativeFunctions.Count);
        foreach (string function in report.NativeFunctions)
            output.WriteLine("  " + function);
    }
}
