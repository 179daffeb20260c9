using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using LiteBox.Packager.Compiling;

namespace LiteBox.CoreLib.Tests;

/// <summary>Where the compiler and the freestanding assemblies are.</summary>
internal static class Freestanding
{
    /// <summary>The ilc executable.</summary>
    public static string CompilerPath { get; } = Path.Combine(
        typeof(Freestanding).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "CompilerFolder").Value!,
        OperatingSystem.IsWindows() ? "ilc.exe" : "ilc");

    /// <summary>The core library.</summary>
    public static string CoreLibrary => InOutput("System.Private.CoreLib.dll");

    /// <summary>The self-test.</summary>
    public static string SelfTest => InOutput("LiteBox.CoreLib.SelfTest.dll");

    /// <summary>A request to compile an assembly with the core library.</summary>
    public static CompilationRequest Request(string assembly, params IEnumerable<KeyValuePair<string, bool>> switches) =>
        new() { Assemblies = [CoreLibrary, assembly], Features = new FeatureSet(switches) };

    private static string InOutput(string name) => Path.Combine(AppContext.BaseDirectory, "freestanding", name);
}
