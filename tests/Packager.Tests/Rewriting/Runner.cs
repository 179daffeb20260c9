using System;
using System.IO;
using LiteBox.Packager.Elf;
using LiteBox.Packager.Rewriting;

namespace LiteBox.Packager.Tests.Rewriting;

/// <summary>The loader of Guests/runner.c, compiled once, and rewritten copies of the C libraries for it to load.</summary>
public sealed class Runner : IDisposable
{
    private readonly TestPrograms _programs = new();
    private readonly string _runner;

    /// <summary>Compiles the loader.</summary>
    public Runner() => _runner = _programs.Compile(
        "runner", Source("runner.c"),
        "-O1 -static -nostdlib -ffreestanding -fno-stack-protector -fno-builtin -Wl,-Ttext-segment=0x70000000");

    internal TestPrograms Programs => _programs;

    /// <summary>A guest program's source.</summary>
    internal static string Source(string name)
    {
        using Stream stream = typeof(Runner).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    internal static RewriteResult Rewrite(string path) =>
        ElfRewriter.Rewrite(ElfFile.Read(File.ReadAllBytes(path), path), new RewriteOptions());

    /// <summary>Rewrites a file into a directory of the same file names.</summary>
    internal string RewriteTo(string directory, string path)
    {
        Directory.CreateDirectory(_programs[directory]);
        return _programs.Write(directory + "/" + Path.GetFileName(path), Rewrite(path).Bytes);
    }

    /// <summary>Runs a rewritten static program or interpreter.</summary>
    internal TestPrograms.Outcome Run(string rewritten, string arguments, string input = "") =>
        _programs.Run(_runner, rewritten + " " + arguments, input);

    /// <inheritdoc/>
    public void Dispose() => _programs.Dispose();
}
