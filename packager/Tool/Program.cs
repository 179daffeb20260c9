using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Threading.Tasks;

namespace LiteBox.Tool;

/// <summary>The <c>litebox</c> command-line tool.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        var root = new RootCommand("Turns a Linux program into one sandboxed file with a library operating system.")
        {
            BundleCommand.Create(),
            AnalyzeCommand.Create(),
            ExplainCommand.Create(),
            InspectCommand.Create(),
            RunCommand.Create(),
            SyscallsCommand.Create(),
        };
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is System.CommandLine.Invocation.ParseErrorAction)
        {
            foreach (ParseError error in parsed.Errors)
                await parsed.InvocationConfiguration.Error.WriteLineAsync("litebox: error LB0901: " + string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
            await parsed.InvocationConfiguration.Error.WriteLineAsync("Run 'litebox --help' to see the commands and their options.");
            return ExitCode.Usage;
        }

        return await parsed.InvokeAsync();
    }
}
