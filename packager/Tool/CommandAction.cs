using System;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Tool;

/// <summary>Runs what a command does and turns its failure into a line on standard error and an exit code.</summary>
internal static class CommandAction
{
    public static void Set(Command command, Action<ParseResult, CancellationToken> run) => SetWithStatus(command, (parsed, cancellation) =>
    {
        run(parsed, cancellation);
        return ExitCode.Success;
    });

    /// <summary>For a command whose exit code is another program's.</summary>
    public static void SetWithStatus(Command command, Func<ParseResult, CancellationToken, int> run)
    {
        command.SetAction((parsed, cancellation) => Task.FromResult(Invoke(parsed, run, cancellation)));
    }

    private static int Invoke(ParseResult parsed, Func<ParseResult, CancellationToken, int> run, CancellationToken cancellation)
    {
        try
        {
            return run(parsed, cancellation);
        }
        catch (LiteBoxException e)
        {
            parsed.InvocationConfiguration.Error.WriteLine(e.ToString());
            return e.Code.StartsWith("LB09", StringComparison.Ordinal) ? ExitCode.Usage : ExitCode.Failure;
        }
        catch (OperationCanceledException)
        {
            parsed.InvocationConfiguration.Error.WriteLine("litebox: cancelled");
            return ExitCode.Failure;
        }
    }
}
