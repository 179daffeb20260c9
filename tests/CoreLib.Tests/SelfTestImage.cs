using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using LiteBox.Packager.Compiling;
using LiteBox.Packager.Linking;
using Xunit;

namespace LiteBox.CoreLib.Tests;

/// <summary>The self-test compiled by ilc and linked like a library OS, once for all tests of a class.</summary>
public sealed class SelfTestImage : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("litebox-selftest-");
    private readonly string _path;

    /// <summary>Compiles and links.</summary>
    public SelfTestImage()
    {
        byte[] compiled = new IlcCompiler(Freestanding.CompilerPath).Compile(Freestanding.Request(Freestanding.SelfTest), CancellationToken.None);
        LinkedImage image = ImageLinker.Link(new LinkInput
        {
            Object = compiled,
            ObjectName = "selftest.o",
            SouthAssembly = File.ReadAllBytes(Freestanding.SelfTest),
        });
        _path = Path.Combine(_folder.FullName, "selftest");
        File.WriteAllBytes(_path, image.Image);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    /// <summary>Runs it.</summary>
    public (int Status, string Output, string Errors) Run(string mode)
    {
        using Process process = Process.Start(new ProcessStartInfo(_path, mode)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), "the self-test hangs");
        return (process.ExitCode, output, errors.Result);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
