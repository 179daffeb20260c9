using System;
using System.ComponentModel;
using System.Diagnostics;

namespace LiteBox.Packager.Tests.Erofs;

/// <summary>Runs the reference tools (Debian package erofs-utils).</summary>
internal static class ErofsPrograms
{
    public static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd() + errors.Result;
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}\n{output}");
            return output;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{program} is needed for this test (package erofs-utils): {e.Message}", e);
        }
    }
}
