using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using LiteBox.Packager.Analysis;
using LiteBox.Packager.Bundling;

namespace LiteBox.Tool;

/// <summary><c>litebox inspect BUNDLE</c>: what a bundle holds and what it may do.</summary>
internal static class InspectCommand
{
    private const int FilterInstructionBytes = 8;

    public static Command Create()
    {
        var bundle = new Argument<string>("BUNDLE") { Description = "A file that litebox or LiteBox.Sdk made." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("inspect", "Show policy, files and sizes of a bundle.") { bundle, json };
        CommandAction.Set(command, (parsed, _) =>
        {
            InspectReport report = Read(parsed.GetRequiredValue(bundle));
            if (parsed.GetValue(json))
                parsed.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(report, ToolJson.Default.InspectReport));
            else
                Write(report, parsed.InvocationConfiguration.Output);
        });
        return command;
    }

    private static InspectReport Read(string path)
    {
        BundleReader bundle = BundleReader.Read(path);
        BundlePolicy policy = bundle.Policy;
        using FileStream stream = File.OpenRead(path);
        return new InspectReport
        {
            Bundle = path,
            Target = bundle.Target,
            Program = policy.Program,
            Arguments = policy.Arguments,
            Environment = policy.Environment,
            WorkingDirectory = policy.WorkingDirectory,
            Mounts = policy.Mounts,
            Listen = policy.Listen,
            Connect = [.. policy.Connect.Select(grant => grant.ToString())],
            OnTrimmed = policy.OnTrimmed,
            AppendsHostArguments = policy.AppendHostArguments,
            CollectsAtEveryCall = policy.CollectAlways,
            Traces = policy.Trace,
            TraceFile = policy.TraceFile,
            SyscallsKept = [.. policy.SyscallsKept.Order().Select(SyscallNames.NameOf)],
            HostCalls = policy.HostCalls.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            FilterInstructions = policy.Seccomp.Length / FilterInstructionBytes,
            Files = RootListing.Read(stream, path, bundle.RootOffset, bundle.RootBytes),
            LibraryOsBytes = bundle.ImageBytes,
            PolicyBytes = bundle.PolicyBytes,
            RootBytes = bundle.RootBytes,
        };
    }

    private static void Write(InspectReport report, TextWriter output)
    {
        Line(output, "target", report.Target.ToString().ToLowerInvariant());
        Line(output, "program", report.Program);
        Line(output, "arguments", string.Join(' ', report.Arguments) + (report.AppendsHostArguments ? " and those it is run with" : ""));
        Line(output, "working directory", report.WorkingDirectory);
        Line(output, "library OS", Number(report.LibraryOsBytes) + " bytes");
        Line(output, "policy", Number(report.PolicyBytes) + " bytes");
        Line(output, "root file system", Number(report.RootBytes) + " bytes");
        Line(output, "trimmed calls", report.OnTrimmed == OnTrimmed.Kill ? "end the sandbox" : "fail with ENOSYS");
        Line(output, "trace", report.Traces ? "logs the program's system calls " + (report.TraceFile is { } file ? "in " + file : "on standard error") : "none");
        Line(output, "host call filter", Number(report.FilterInstructions) + " instructions");
        List(output, "environment", report.Environment.Select(variable => variable.Name + "=" + variable.Value));
        List(output, "host directories", report.Mounts.Select(mount => mount.HostPath + " as " + mount.GuestPath + (mount.Writable ? ", writable" : ", read-only")));
        List(output, "network of the host", report.Listen.Select(port => "listen at " + Number(port)).Concat(report.Connect.Select(grant => "connect to " + grant)));
        List(output, Number(report.HostCalls.Count) + " host calls", report.HostCalls);
        List(output, Number(report.SyscallsKept.Count) + " system calls", report.SyscallsKept);
        List(output, Number(report.Files.Count) + " files", report.Files.Select(file => file.Bytes.ToString(CultureInfo.InvariantCulture).PadLeft(12) + " " + file.Path));
    }

    private static void Line(TextWriter output, string name, string value) => output.WriteLine("{0,-20}{1}", name, value);

    private static void List(TextWriter output, string title, IEnumerable<string> lines)
    {
        output.WriteLine();
        output.WriteLine(title);
        foreach (string line in lines.DefaultIfEmpty("none"))
            output.WriteLine("  " + line);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
