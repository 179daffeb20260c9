using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Packager.Running;

/// <summary>
/// Runs a Windows bundle in Wine, each run with a prefix of its own that is empty but for what a freestanding program needs:
/// no services, no registry, no desktop.
/// </summary>
internal static class WineRunner
{
    private const string Version = "wine-8.";

    // The addresses where programs that are not position-independent lie; Wine would put its own heap there.
    private const string ProgramAddresses = "200000-10000000";

    // Debian has them outside PATH.
    private static readonly string[] s_folders =
        [.. (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator), "/usr/lib/wine"];

    public static int Run(string bundle, RunOptions options, CancellationToken cancellation)
    {
        string wine = Find("wine64");
        string server = Find("wineserver64", "wineserver");
        CheckVersion(wine);
        bool watchesFsBase = FsBaseWatch.IsNeeded(wine);
        DirectoryInfo prefix = Directory.CreateTempSubdirectory("litebox-run-");
        try
        {
            string shim = Path.Combine(prefix.FullName, "litebox-wine.so");
            File.WriteAllBytes(shim, WineShim.Write(watchesFsBase));
            using Process process = Start(wine, [bundle, .. options.Arguments], prefix.FullName, shim);
            Task streams = Connect(process);
            try
            {
                HostRunner.Wait(process, cancellation);
            }
            finally
            {
                End(server, prefix.FullName);
            }

            streams.Wait(cancellation);
            return process.ExitCode;
        }
        finally
        {
            prefix.Delete(recursive: true);
        }
    }

    private static Process Start(string wine, string[] arguments, string prefix, string shim)
    {
        // On a terminal Wine would start a console of its own, which draws the screen anew.
        var start = new ProcessStartInfo(wine, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = !Console.IsInputRedirected,
            RedirectStandardOutput = !Console.IsOutputRedirected,
            RedirectStandardError = !Console.IsErrorRedirected,
        };
        IDictionary<string, string?> environment = start.Environment;
        environment["WINEPREFIX"] = prefix;
        environment["TMPDIR"] = prefix;
        environment["WINEDEBUG"] = "-all";
        environment["WINEBOOTSTRAPMODE"] = "1";
        environment["WINEDLLOVERRIDES"] = "wineboot.exe=d";
        environment["WINEPRELOADRESERVE"] = ProgramAddresses;
        environment["LC_ALL"] = "C.UTF-8";
        environment["LD_PRELOAD"] = environment.TryGetValue("LD_PRELOAD", out string? others) && !string.IsNullOrEmpty(others)
            ? others + " " + shim
            : shim;
        environment.Remove("DISPLAY");
        environment.Remove("WAYLAND_DISPLAY");
        return Process.Start(start)!;
    }

    /// <summary>Copies the streams that go to a terminal.</summary>
    private static Task Connect(Process process)
    {
        List<Task> copies = [];
        if (process.StartInfo.RedirectStandardOutput)
            copies.Add(process.StandardOutput.BaseStream.CopyToAsync(Console.OpenStandardOutput()));
        if (process.StartInfo.RedirectStandardError)
            copies.Add(process.StandardError.BaseStream.CopyToAsync(Console.OpenStandardError()));
        if (process.StartInfo.RedirectStandardInput)
            _ = Feed(process.StandardInput.BaseStream);
        return Task.WhenAll(copies);
    }

    private static async Task Feed(Stream input)
    {
        try
        {
            await Console.OpenStandardInput().CopyToAsync(input).ConfigureAwait(false);
            input.Close();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The program has ended without reading all of it, or there is nothing to read.
        }
    }

    /// <summary>Ends the prefix' server, which would linger, with our standard error open, and write to the prefix.</summary>
    private static void End(string server, string prefix)
    {
        var start = new ProcessStartInfo(server, ["-k"]) { UseShellExecute = false, RedirectStandardError = true };
        start.Environment["WINEPREFIX"] = prefix;
        start.Environment["TMPDIR"] = prefix;
        using Process process = Process.Start(start)!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
    }

    private static void CheckVersion(string wine)
    {
        var start = new ProcessStartInfo(wine, ["--version"]) { UseShellExecute = false, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string version = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        if (!version.StartsWith(Version, StringComparison.Ordinal))
        {
            throw new LiteBoxException("LB0923", wine, $"This is '{version}'; Windows bundles run in Wine 8.0 only.",
                "Install Wine 8.0, or run the bundle on Windows.");
        }
    }

    private static string Find(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            foreach (string folder in s_folders.Where(static f => f.Length > 0))
            {
                string path = Path.Combine(folder, name);
                if (File.Exists(path))
                    return path;
            }
        }

        throw new LiteBoxException("LB0921", names[0], "Wine is not installed.",
            "Install it: on Debian and Ubuntu, apt-get install --no-install-recommends wine64.");
    }
}
