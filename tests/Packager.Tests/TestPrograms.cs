using System;
using System.Diagnostics;
using System.IO;
using Xunit;

namespace LiteBox.Packager.Tests;

/// <summary>Compiles and runs small guest programs in a directory of their own.</summary>
internal sealed class TestPrograms : IDisposable
{
    private const int TimeLimitMilliseconds = 60_000;

    /// <summary>The directory.</summary>
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("litebox-packager-").FullName;

    /// <summary>A path in the directory.</summary>
    public string this[string name] => Path.Combine(Directory, name);

    /// <summary>Writes a source file and compiles it; a compiler that is missing or fails fails the test.</summary>
    /// <returns>Path of the result.</returns>
    public string Compile(string name, string source, string arguments, string compiler = "gcc", string extension = ".c")
    {
        string sourcePath = this[name + extension];
        File.WriteAllText(sourcePath, source);
        Outcome outcome = Run(compiler, $"-o {this[name]} {sourcePath} {arguments}");
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        return this[name];
    }

    /// <summary>Writes an executable file.</summary>
    public string Write(string name, ReadOnlyMemory<byte> bytes)
    {
        File.WriteAllBytes(this[name], bytes.Span);
        File.SetUnixFileMode(this[name], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return this[name];
    }

    /// <summary>Runs a program to its end.</summary>
    public Outcome Run(string program, string arguments, string input = "")
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Directory,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        System.Threading.Tasks.Task<string> error = process.StandardError.ReadToEndAsync();
        System.Threading.Tasks.Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeLimitMilliseconds))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {arguments} did not end.");
        }

        process.WaitForExit();
        return new Outcome(process.ExitCode, output.Result, error.Result);
    }

    /// <inheritdoc/>
    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    /// <summary>What a program did.</summary>
    internal sealed record Outcome(int ExitCode, string Output, string Error);
}
