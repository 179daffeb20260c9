using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace LiteBox.EndToEnd.Harness;

/// <summary>Runs a program of the host and collects what it says.</summary>
internal static class Command
{
    /// <summary>Runs to the end, or kills after the time limit and throws.</summary>
    public static Outcome Run(
        string program, IEnumerable<string> arguments, byte[]? input = null, IReadOnlyDictionary<string, string>? environment = null,
        string? directory = null, TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = directory ?? "/",
        };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        if (environment is not null)
        {
            start.Environment.Clear();
            foreach ((string name, string value) in environment)
                start.Environment[name] = value;
        }
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("not started: " + program);
        Task<byte[]> output = Drain(process.StandardOutput.BaseStream), error = Drain(process.StandardError.BaseStream);
        Task feeding = Feed(process.StandardInput.BaseStream, input ?? []);
        TimeSpan allowed = limit ?? TimeSpan.FromSeconds(60);
        if (!process.WaitForExit((int)allowed.TotalMilliseconds))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            Task.WaitAll([output, error], 5000);
            throw new TimeoutException(
                $"{program} {string.Join(' ', start.ArgumentList)} did not end within {allowed.TotalSeconds} s.\n" +
                $"standard output: {Tail(output)}\nstandard error: {Tail(error)}");
        }
        Task.WaitAll(output, error, feeding);
        return new Outcome(output.Result, error.Result, process.ExitCode);
    }

    /// <summary>Runs a tool that must succeed and gives its standard output.</summary>
    public static string Check(string program, params string[] arguments)
    {
        Outcome outcome = Run(program, arguments, limit: TimeSpan.FromMinutes(5));
        if (outcome.ExitCode != 0)
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {outcome.ExitCode}:\n{outcome.ErrorText}{outcome.OutputText}");
        return outcome.OutputText;
    }

    private static string Tail(Task<byte[]> stream)
    {
        if (!stream.IsCompletedSuccessfully)
            return "(not closed)";
        string text = System.Text.Encoding.Latin1.GetString(stream.Result);
        return text.Length > 2000 ? "…" + text[^2000..] : text;
    }

    private static async Task<byte[]> Drain(Stream stream)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes).ConfigureAwait(false);
        return bytes.ToArray();
    }

    private static async Task Feed(Stream stream, byte[] input)
    {
        try
        {
            await stream.WriteAsync(input).ConfigureAwait(false);
            stream.Close();
        }
        catch (IOException)
        {
            // The program ended without reading all of it: EPIPE.
        }
    }
}
