using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using LiteBox.Packager.Analysis;
using LiteBox.Packager.Bundling;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Tool;

/// <summary><c>litebox explain PROGRAM SYSCALL</c>: one way in which a program reaches a system call.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var program = new Argument<string>("PROGRAM") { Description = "An x86-64 ELF program; its libraries are found as ld.so would." };
        var syscall = new Argument<string>("SYSCALL") { Description = "Name or number of a system call." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("explain", "Show one way in which a program reaches a system call.") { program, syscall, json };
        CommandAction.Set(command, (parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(program);
            int number = Number(parsed.GetRequiredValue(syscall));
            AnalysisResult result = BundlePipeline.Analyze(path, cancellation);
            if (parsed.GetValue(json))
            {
                var report = new ExplainReport(path, SyscallNames.NameOf(number), number, result.Numbers.Contains(number),
                    result.Witness(number), [.. result.Reasons.Select(reason => reason.ToString())]);
                parsed.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(report, ToolJson.Default.ExplainReport));
            }
            else
            {
                parsed.InvocationConfiguration.Output.Write(result.Explain(number));
            }
        });
        return command;
    }

    private static int Number(string text)
    {
        if (SyscallNames.TryParse(text, out int number)
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && SyscallNames.IsDefined(number)))
            return number;
        throw new LiteBoxException("LB0903", text, "This is no system call of x86-64 Linux.", "Name one as its manual page does, or give its number.");
    }
}
