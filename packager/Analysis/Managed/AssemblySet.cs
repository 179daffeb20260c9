using System;
using System.Collections.Generic;
using System.IO;
using LiteBox.Packager.Diagnostics;
using Mono.Cecil;

namespace LiteBox.Packager.Analysis.Managed;

/// <summary>The assemblies of a program, found by simple name: a published program has one of each.</summary>
internal sealed class AssemblySet : IAssemblyResolver
{
    private readonly Dictionary<string, AssemblyDefinition> _assemblies = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ModuleDefinition> _modules = [];

    public IReadOnlyList<ModuleDefinition> Modules => _modules;

    /// <summary>Adds a file; null when it is not an assembly. One of the same name that is there already stays.</summary>
    public ModuleDefinition? Add(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Damaged(path, failure);
        }
        try
        {
            AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(
                new MemoryStream(bytes, writable: false), new ReaderParameters { AssemblyResolver = this });
            if (_assemblies.TryAdd(assembly.Name.Name, assembly))
                _modules.AddRange(assembly.Modules);
            return _assemblies[assembly.Name.Name].MainModule;
        }
        catch (BadImageFormatException)
        {
            return null;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw Damaged(path, failure);
        }
    }

    public AssemblyDefinition Resolve(AssemblyNameReference name) => Resolve(name, new ReaderParameters());

    public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters) =>
        _assemblies.TryGetValue(name.Name, out AssemblyDefinition? assembly) ? assembly : throw new AssemblyResolutionException(name);

    public void Dispose()
    {
        foreach (AssemblyDefinition assembly in _assemblies.Values)
            assembly.Dispose();
    }

    public static LiteBoxException Damaged(string path, Exception failure) => new(
        "LB0401", path, "The .NET assembly cannot be read: " + failure.Message, "Build the program again.", failure);
}
