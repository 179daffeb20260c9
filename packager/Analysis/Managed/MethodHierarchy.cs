using System;
using System.Collections.Generic;
using Mono.Cecil;

namespace LiteBox.Packager.Analysis.Managed;

/// <summary>Which methods a virtual call can reach: class hierarchy analysis over all assemblies of the program.</summary>
internal sealed class MethodHierarchy
{
    // Candidates by name and number of parameters; explicit implementations under the name of what they implement.
    private readonly Dictionary<(string Name, int Parameters), List<MethodDefinition>> _virtuals = [];
    private readonly Dictionary<TypeDefinition, HashSet<TypeDefinition>> _ancestors = [];
    private readonly Dictionary<MethodDefinition, List<MethodDefinition>> _overrides = [];
    private readonly Dictionary<MethodReference, MethodDefinition?> _resolved = [];

    public MethodHierarchy(IReadOnlyList<ModuleDefinition> modules)
    {
        foreach (ModuleDefinition module in modules)
            foreach (TypeDefinition type in module.GetTypes())
                foreach (MethodDefinition method in type.Methods)
                    if (method.IsVirtual || method.HasOverrides)
                        Index(method);
    }

    /// <summary>The definition of a method; null when its assembly is not there.</summary>
    public MethodDefinition? Resolve(MethodReference reference)
    {
        if (_resolved.TryGetValue(reference, out MethodDefinition? known))
            return known;
        try
        {
            known = reference.Resolve();
        }
        catch (AssemblyResolutionException)
        {
        }
        _resolved.Add(reference, known);
        return known;
    }

    /// <summary>The definition of a type; null when its assembly is not there.</summary>
    public TypeDefinition? Resolve(TypeReference reference)
    {
        try
        {
            return reference.Resolve();
        }
        catch (AssemblyResolutionException)
        {
            return null;
        }
    }

    public TypeDefinition? BaseOf(TypeDefinition type) => type.BaseType is TypeReference reference ? Resolve(reference) : null;

    /// <summary>What a virtual call to a method may run, apart from the method itself.</summary>
    public IReadOnlyList<MethodDefinition> OverridesOf(MethodDefinition method)
    {
        if (_overrides.TryGetValue(method, out List<MethodDefinition>? known))
            return known;
        List<MethodDefinition> found = [];
        if (_virtuals.TryGetValue((method.Name, method.Parameters.Count), out List<MethodDefinition>? candidates))
            foreach (MethodDefinition candidate in candidates)
                if (candidate != method && MayStandFor(candidate.DeclaringType, method.DeclaringType))
                    found.Add(candidate);
        _overrides.Add(method, found);
        return found;
    }

    private void Index(MethodDefinition method)
    {
        Add(method.Name, method);
        foreach (MethodReference overridden in method.Overrides)
            if (overridden.Name != method.Name)
                Add(overridden.Name, method);
    }

    private void Add(string name, MethodDefinition method)
    {
        (string, int) key = (name, method.Parameters.Count);
        if (!_virtuals.TryGetValue(key, out List<MethodDefinition>? list))
            _virtuals.Add(key, list = []);
        list.Add(method);
    }

    // A class that does not implement an interface may still provide the method for a derived one that does, so for
    // interfaces the name alone decides.
    private bool MayStandFor(TypeDefinition type, TypeDefinition ancestor) =>
        ancestor.IsInterface || AncestorsOf(type).Contains(ancestor);

    private HashSet<TypeDefinition> AncestorsOf(TypeDefinition type)
    {
        if (_ancestors.TryGetValue(type, out HashSet<TypeDefinition>? known))
            return known;
        HashSet<TypeDefinition> ancestors = [];
        for (TypeDefinition? at = type; at is not null && ancestors.Add(at); at = BaseOf(at))
        {
        }
        _ancestors.Add(type, ancestors);
        return ancestors;
    }
}
