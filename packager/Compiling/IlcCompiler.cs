using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Packager.Compiling;

/// <summary>
/// Compiles the assemblies of a library OS to one relocatable x86-64 ELF object, with the ilc of the NuGet package
/// <c>runtime.*.Microsoft.DotNet.ILCompiler</c>.
/// <para>
/// ilc sees the whole program and substitutes the feature switches itself (<c>FeatureSwitchDefinition</c>), before it
/// looks what is reachable. So trimming needs no run of ILLink before it: what ILLink would remove ilc does not emit,
/// and it drops more, since it knows which types exist.
/// </para>
/// </summary>
public sealed class IlcCompiler
{
    private readonly string _compiler;

    /// <summary>Creates a compiler.</summary>
    /// <param name="compilerPath">The executable <c>tools/ilc</c> of the package.</param>
    public IlcCompiler(string compilerPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(compilerPath);
        _compiler = compilerPath;
    }

    /// <summary>
    /// Tells this compiler from others, for the key of cached objects: name, size and time of each of its files, which NuGet
    /// unpacks with the times that the package gives. To ask ilc for its version takes as long as half a compilation.
    /// </summary>
    /// <exception cref="LiteBoxException">LB0501: there is no such compiler.</exception>
    public string ReadIdentity()
    {
        try
        {
            if (!File.Exists(_compiler))
                throw new FileNotFoundException("It does not exist.");
            IEnumerable<string> files = new FileInfo(_compiler).Directory!.EnumerateFiles()
                .Select(static file => string.Create(CultureInfo.InvariantCulture, $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}"));
            return string.Join('\n', files.Order(StringComparer.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotStarted(e);
        }
    }

    /// <summary>Compiles.</summary>
    /// <returns>The object file.</returns>
    /// <exception cref="LiteBoxException">LB0501: ilc cannot be run. LB0502: it found an error. LB0503: a file or folder cannot be read or written.</exception>
    /// <exception cref="OperationCanceledException">The compiler was stopped; nothing is left behind.</exception>
    public byte[] Compile(CompilationRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        DirectoryInfo folder = CreateTemporaryFolder();
        try
        {
            string objectPath = Path.Combine(folder.FullName, "libos.o");
            string responsePath = Path.Combine(folder.FullName, "libos.rsp");
            File.WriteAllText(responsePath, WriteResponse(request, objectPath));
            (int status, string output) = Run("@" + responsePath, cancellation);
            if (status != 0 || !File.Exists(objectPath))
                throw Failed(output, status);
            return File.ReadAllBytes(objectPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FileFailed(folder.FullName, e);
        }
        finally
        {
            TryDelete(folder);
        }
    }

    // ilc reads a response file line by line, and each option with its value on one line.
    private static string WriteResponse(CompilationRequest request, string objectPath)
    {
        StringBuilder text = new(IlcOptions.Text);
        foreach (string assembly in request.Assemblies)
        {
            if (!File.Exists(assembly))
            {
                throw new LiteBoxException("LB0503", assembly, "The assembly does not exist.",
                    "Build the library OS, or reinstall the package LiteBox.Sdk.");
            }

            text.Append(Path.GetFullPath(assembly)).Append('\n');
        }

        text.Append("-o:").Append(objectPath).Append('\n');
        foreach ((string name, bool value) in request.Features.Switches)
            text.Append("--feature:").Append(name).Append(value ? "=true\n" : "=false\n");
        return text.ToString();
    }

    private (int Status, string Output) Run(string argument, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        EnsureExecutable();
        ProcessStartInfo start = new(_compiler)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(argument);

        // Settings of the surrounding build must not change the bytes.
        start.Environment.Remove("DOTNET_gcServer");
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";

        using Process process = Start(start);
        process.StandardInput.Close();
        StringBuilder output = new();
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using (cancellation.Register(() => Stop(process)))
            process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        lock (output)
            return (process.ExitCode, output.ToString());
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException();
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            throw NotStarted(e);
        }
    }

    private LiteBoxException NotStarted(Exception e) => new("LB0501", _compiler, "The compiler ilc cannot be started: " + e.Message,
        "Check that the ILCompiler package is the one for this machine ("
        + RuntimeInformation.RuntimeIdentifier + ") and that its file tools/ilc may be executed.", e);

    // NuGet does not keep the execute bit of files in packages.
    private void EnsureExecutable()
    {
        if (OperatingSystem.IsWindows() || !File.Exists(_compiler))
            return;
        try
        {
            UnixFileMode mode = File.GetUnixFileMode(_compiler);
            if ((mode & UnixFileMode.UserExecute) == 0)
                File.SetUnixFileMode(_compiler, mode | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The start that follows fails with the real reason, if it fails at all.
        }
    }

    private static void Stop(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended already.
        }
    }

    private static void Append(StringBuilder output, string? line)
    {
        if (line is null)
            return;
        lock (output)
            output.Append(line).Append('\n');
    }

    private LiteBoxException Failed(string output, int status) => new("LB0502", _compiler,
        "The compiler ilc ended with status " + status + (output.Length == 0 ? "." : ":\n" + output.TrimEnd()),
        "Assemblies of the library OS and compiler must be of one version: reinstall the package LiteBox.Sdk, or build the repository again.");

    private static LiteBoxException FileFailed(string path, Exception e) =>
        new("LB0503", path, "Reading or writing a file for the compiler failed: " + e.Message,
            "Check the free space and the rights of the folder for temporary files.", e);

    private static DirectoryInfo CreateTemporaryFolder()
    {
        try
        {
            return Directory.CreateTempSubdirectory("litebox-ilc-");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FileFailed(Path.GetTempPath(), e);
        }
    }

    private static void TryDelete(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A leftover in the folder for temporary files harms nobody.
        }
    }
}
