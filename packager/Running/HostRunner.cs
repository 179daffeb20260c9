using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Packager.Running;

/// <summary>Runs a program with the standard streams of this process.</summary>
internal static class HostRunner
{
    // While it starts, QEMU allocates many small pieces, ten megabytes in all: in one heap of large pages that takes it a sixth less time.
    private const string MachineTunables = "glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1:glibc.malloc.mmap_threshold=33554432";

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
        if (isMachine)
            start.Environment.TryAdd("GLIBC_TUNABLES", MachineTunables);
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
