using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Packager.Running;

/// <summary>Runs a program with the standard streams of this process.</summary>
internal static class HostRunner
{
    public static int Run(string path, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        using Process process = Start(path, arguments);
        Wait(process, cancellation);
        return process.ExitCode;
    }

    public static Process Start(string path, IReadOnlyList<string> arguments, bool isMachine = false)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = isMachine,
            RedirectStandardOutput = isMachine,
        };
        try
        {
            Process process = Process.Start(start)!;
            if (isMachine)
                process.StandardInput.Close();
            return process;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new LiteBoxException("LB0921", path, "It cannot be started: " + e.Message, "Check that it is there and may be run.", e);
        }
    }

    public static void Wait(Process process, CancellationToken cancellation)
    {
        using CancellationTokenRegistration end = cancellation.Register(() => process.Kill(entireProcessTree: true));
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
    }
}
