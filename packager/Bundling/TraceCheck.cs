using System;
using System.Text;
using LiteBox.Packager.Compiling;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Packager.Bundling;

/// <summary>
/// Whether the log of a request can go to the file that it names. Whether that can be written is not asked: the bundle may run on
/// another machine, and says so when it starts there.
/// </summary>
internal static class TraceCheck
{
    // PATH_MAX without the zero at the end.
    private const int LongestPath = 4095;

    /// <exception cref="LiteBoxException">LB0714: it cannot.</exception>
    public static void Check(BundleRequest request)
    {
        if (request.TraceFile is not { } path)
            return;
        if (request.Kind == ProgramKind.North)
            throw Wrong("A program on the North API makes no system calls that could be logged.", "Leave the trace file out.");
        if (request.Target != BundleTarget.Linux)
        {
            throw Wrong($"The target '{request.Target.ToString().ToLowerInvariant()}' cannot write the log of system calls to a file.",
                "Trace without a file: the log goes to the standard error stream.");
        }

        if (Encoding.UTF8.GetByteCount(path) is 0 or > LongestPath)
            throw Wrong("The path of the trace file is empty or longer than Linux takes.", "Name a file, such as /tmp/program.trace.");
    }

    private static LiteBoxException Wrong(string problem, string remedy) => new("LB0714", null, problem, remedy);
}
