using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using System.Threading;
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

        // An interrupt cancels, so that what was begun is taken back: no output in part, no compiler that runs on.
        using CancellationTokenSource interrupted = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel),
            terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, interrupted.Token);

        void Cancel(PosixSignalContext signal)
        {
            signal.Cancel = true;
            interrupted.Cancel();
        }
    }
}
