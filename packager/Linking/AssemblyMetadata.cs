using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mono.Cecil;

namespace LiteBox.Packager.Linking;

/// <summary>Finds in a South assembly the extern methods that an attribute makes calls of the host.</summary>
internal static class AssemblyMetadata
{
    /// <summary>Opens an assembly.</summary>
    /// <exception cref="Diagnostics.LiteBoxException">LB0607: the bytes are none.</exception>
    public static AssemblyDefinition Open(ReadOnlyMemory<byte> assembly)
    {
        try
        {
            return AssemblyDefinition.ReadAssembly(new MemoryStream(assembly.ToArray(), writable: false));
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or ArgumentException)
        {
            throw LinkErrors.BadHostCall("LiteBox.South", "*", "the assembly cannot be read.");
        }
    }

    /// <summary>All methods that have the attribute.</summary>
    public static IEnumerable<(MethodDefinition Method, CustomAttribute Attribute)> MethodsWith(AssemblyDefinition assembly, string attribute) =>
        from type in assembly.MainModule.GetTypes()
        from method in type.Methods
        let found = method.CustomAttributes.FirstOrDefault(a => a.AttributeType.Name == attribute)
        where found is not null
        select (method, found);

    /// <summary>The symbol that calls of the method refer to.</summary>
    /// <exception cref="Diagnostics.LiteBoxException">LB0607: it has none, or one that starts otherwise.</exception>
    public static string ImportedSymbol(AssemblyDefinition assembly, MethodDefinition method, string prefix) =>
        method.CustomAttributes.FirstOrDefault(a => a.AttributeType.Name == "RuntimeImportAttribute")?.ConstructorArguments.LastOrDefault().Value
            is string symbol && symbol.StartsWith(prefix, StringComparison.Ordinal)
            ? symbol
            : throw LinkErrors.BadHostCall(assembly.Name.Name, method.Name, $"it needs [RuntimeImport(\"*\", \"{prefix}...\")].");
}
