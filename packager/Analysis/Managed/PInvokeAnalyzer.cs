using System;
using System.Collections.Generic;
using System.IO;
using LiteBox.Packager.Diagnostics;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace LiteBox.Packager.Analysis.Managed;

/// <summary>
/// Finds the native functions that a .NET program can call: methods reachable from the entry point over IL. A virtual call
/// reaches every override in a type derived from the one it names. Methods that only reflection finds are not seen.
/// </summary>
public sealed class PInvokeAnalyzer
{
    private readonly MethodHierarchy _hierarchy;
    private readonly Dictionary<MethodDefinition, MethodDefinition?> _reached = [];
    private readonly Queue<MethodDefinition> _work = new();
    private readonly HashSet<TypeDefinition> _types = [];

    private PInvokeAnalyzer(IReadOnlyList<ModuleDefinition> modules) => _hierarchy = new(modules);

    /// <summary>Analyses a program.</summary>
    /// <param name="entryAssembly">Path of the assembly with the entry point.</param>
    /// <param name="assemblies">Paths of all its assemblies, those of the framework too; files that are none are passed over.</param>
    /// <returns>The functions, ordered by library and name.</returns>
    /// <exception cref="LiteBoxException">LB0401: an assembly is damaged; LB0402: there is no entry point.</exception>
    public static IReadOnlyList<PInvoke> Analyze(string entryAssembly, IEnumerable<string> assemblies)
    {
        using AssemblySet set = new();
        ModuleDefinition entry = set.Add(entryAssembly)
            ?? throw NoEntryPoint(entryAssembly);
        foreach (string path in assemblies)
            set.Add(path);
        try
        {
            MethodDefinition main = entry.EntryPoint ?? throw NoEntryPoint(entryAssembly);
            PInvokeAnalyzer analyzer = new(set.Modules);
            return analyzer.Run(main, set.Modules);
        }
        catch (Exception failure) when (failure is not (LiteBoxException or OutOfMemoryException))
        {
            // The metadata reader meets damage as whatever goes wrong first.
            throw AssemblySet.Damaged(entryAssembly, failure);
        }
    }

    private static LiteBoxException NoEntryPoint(string path) => new(
        "LB0402", path, "The file is not a .NET assembly with an entry point.", "Name the assembly of the program itself.");

    private List<PInvoke> Run(MethodDefinition main, IReadOnlyList<ModuleDefinition> modules)
    {
        Reach(main, null);
        foreach (ModuleDefinition module in modules)
            if (module.GetType("<Module>") is TypeDefinition global)
                Touch(global, null);
        SortedDictionary<(string, string), PInvoke> found = [];
        while (_work.TryDequeue(out MethodDefinition? method))
        {
            if (method.IsPInvokeImpl && method.PInvokeInfo is PInvokeInfo info)
            {
                string library = info.Module.Name, function = string.IsNullOrEmpty(info.EntryPoint) ? method.Name : info.EntryPoint;
                found.TryAdd((library, function), new(library, function, WitnessOf(method)));
            }
            if (method.HasBody)
                Follow(method);
        }
        return [.. found.Values];
    }

    private void Follow(MethodDefinition method)
    {
        foreach (Instruction instruction in method.Body.Instructions)
        {
            switch (instruction.Operand)
            {
                case MethodReference reference when _hierarchy.Resolve(reference) is MethodDefinition target:
                    Reach(target, method);
                    if (!target.IsVirtual || instruction.OpCode.Code is not (Code.Callvirt or Code.Ldvirtftn or Code.Ldtoken or Code.Ldftn))
                    {
                        // A constrained call to an interface method of a type parameter is a plain call in generic code.
                        if (!(target.IsVirtual && target.IsAbstract))
                            break;
                    }
                    foreach (MethodDefinition other in _hierarchy.OverridesOf(target))
                        Reach(other, method);
                    break;
                case FieldReference field when _hierarchy.Resolve(field.DeclaringType) is TypeDefinition owner:
                    Touch(owner, method);
                    break;
                case TypeReference type when _hierarchy.Resolve(type) is TypeDefinition definition:
                    Touch(definition, method);
                    break;
            }
        }
    }

    private void Reach(MethodDefinition method, MethodDefinition? from)
    {
        if (!_reached.TryAdd(method, from))
            return;
        _work.Enqueue(method);
        Touch(method.DeclaringType, from);
    }

    // Use of a type may run its static constructor, and its finalizer later.
    private void Touch(TypeDefinition type, MethodDefinition? from)
    {
        for (TypeDefinition? at = type; at is not null && _types.Add(at); at = _hierarchy.BaseOf(at))
            foreach (MethodDefinition method in at.Methods)
                if ((method.IsConstructor && method.IsStatic) || (method.IsVirtual && method.Name == "Finalize"))
                    Reach(method, from);
    }

    private List<string> WitnessOf(MethodDefinition method)
    {
        List<string> path = [];
        for (MethodDefinition? at = method; at is not null; at = _reached.GetValueOrDefault(at))
            path.Add(at.DeclaringType.FullName + "." + at.Name);
        path.Reverse();
        return path;
    }
}
