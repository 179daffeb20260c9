using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using LiteBox.Packager.Diagnostics;

namespace LiteBox.Packager.Bundling;

/// <summary>
/// What the library OS is compiled with and from: the ILC compiler and the assemblies of core library, North, shim and South.
/// </summary>
public sealed class Toolchain
{
    /// <summary>The file beside the tool that names both folders; the build writes it.</summary>
    public const string FileName = "litebox.toolchain.json";

    /// <summary>Environment variables that override <see cref="FileName"/>.</summary>
    public const string CompilerVariable = "LITEBOX_ILC", LibraryOsVariable = "LITEBOX_LIBOS";

    private Toolchain(string compilerPath, string libraryOsFolder)
    {
        CompilerPath = compilerPath;
        LibraryOsFolder = libraryOsFolder;
    }

    /// <summary>The ilc executable.</summary>
    public string CompilerPath { get; }

    /// <summary>The folder with the assemblies that every target shares.</summary>
    public string LibraryOsFolder { get; }

    /// <summary>The assembly with the system-call handlers.</summary>
    public string ShimAssembly => Path.Combine(LibraryOsFolder, "LiteBox.Shim.Linux.dll");

    /// <summary>The North API, which takes the shim's place under a program that is compiled into the library OS.</summary>
    public string NorthAssembly => Path.Combine(LibraryOsFolder, "LiteBox.North.Api.dll");

    /// <summary>The South of a target.</summary>
    public string SouthAssembly(BundleTarget target) =>
        Path.Combine(LibraryOsFolder, TargetPlatform.Of(target).SouthFolder, "LiteBox.South.dll");

    /// <summary>The assemblies that a bundle for <paramref name="target"/> is compiled from.</summary>
    public IReadOnlyList<string> Assemblies(BundleTarget target, ProgramKind kind = ProgramKind.Linux) =>
    [
        Path.Combine(LibraryOsFolder, "System.Private.CoreLib.dll"),
        Path.Combine(LibraryOsFolder, "LiteBox.South.Contract.dll"),
        SouthAssembly(target),
        Path.Combine(LibraryOsFolder, "LiteBox.North.dll"),
        kind == ProgramKind.North ? NorthAssembly : ShimAssembly,
    ];

    /// <summary>Finds the tools: each option, else its variable, else what <see cref="FileName"/> beside this assembly says.</summary>
    /// <param name="compilerFolder">The <c>tools</c> folder of the ILCompiler package, or null.</param>
    /// <param name="libraryOsFolder">The folder with the library-OS assemblies, or null.</param>
    /// <param name="target">The target whose South is needed.</param>
    /// <exception cref="LiteBoxException">LB0591: no compiler. LB0592: an assembly is missing. LB0593: a broken file.</exception>
    public static Toolchain Find(string? compilerFolder, string? libraryOsFolder, BundleTarget target = BundleTarget.Linux)
    {
        string here = Path.GetDirectoryName(typeof(Toolchain).Assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory;
        compilerFolder = NotEmpty(compilerFolder) ?? NotEmpty(Environment.GetEnvironmentVariable(CompilerVariable));
        libraryOsFolder = NotEmpty(libraryOsFolder) ?? NotEmpty(Environment.GetEnvironmentVariable(LibraryOsVariable));
        string description = Path.Combine(here, FileName);
        if ((compilerFolder is null || libraryOsFolder is null) && File.Exists(description))
        {
            (string? compiler, string? libraryOs) = Read(description);
            compilerFolder ??= compiler;
            libraryOsFolder ??= libraryOs;
        }

        // In the LiteBox.Sdk package: tools/net10.0/<this assembly> and tools/libos.
        libraryOsFolder ??= Path.Combine(here, "..", "libos");
        var found = new Toolchain(CompilerIn(compilerFolder), Path.GetFullPath(libraryOsFolder));
        foreach (string assembly in found.Assemblies(target))
        {
            if (!File.Exists(assembly))
            {
                throw new LiteBoxException("LB0592", assembly, "This assembly of the library OS is missing.",
                    "In a clone of the repository run ./build.sh; otherwise reinstall the package LiteBox.Sdk.");
            }
        }

        return found;
    }

    private static string CompilerIn(string? folder)
    {
        string path = Path.Combine(folder ?? "", OperatingSystem.IsWindows() ? "ilc.exe" : "ilc");
        if (folder is null || !File.Exists(path))
        {
            throw new LiteBoxException("LB0591", folder is null ? null : path, "The compiler ilc was not found.",
                "Restore the project, so that NuGet fetches runtime.<machine>.Microsoft.DotNet.ILCompiler, or name the package's tools folder in "
                + CompilerVariable + ".");
        }

        return Path.GetFullPath(path);
    }

    private static (string? Compiler, string? LibraryOs) Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            string folder = Path.GetDirectoryName(path)!;
            string? Property(string name) => document.RootElement.TryGetProperty(name, out JsonElement value) && value.GetString() is { } text
                ? Path.Combine(folder, text)
                : null;
            return (Property("ilc"), Property("libos"));
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new LiteBoxException("LB0593", path, "The file that names the tools cannot be read: " + e.Message,
                "Run ./build.sh again, which writes it.", e);
        }
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
