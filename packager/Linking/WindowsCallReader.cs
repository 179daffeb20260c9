using System;
using System.Collections.Generic;
using Mono.Cecil;

namespace LiteBox.Packager.Linking;

/// <summary>Reads the [WindowsCall] declarations of a South assembly from its metadata.</summary>
internal static class WindowsCallReader
{
    /// <summary>All declarations, by library and function.</summary>
    /// <exception cref="Diagnostics.LiteBoxException">LB0607: a declaration contradicts itself.</exception>
    public static IReadOnlyCollection<WindowsCall> Read(ReadOnlyMemory<byte> assembly)
    {
        using AssemblyDefinition definition = AssemblyMetadata.Open(assembly);
        SortedDictionary<string, WindowsCall> calls = new(StringComparer.Ordinal);
        foreach ((MethodDefinition method, CustomAttribute attribute) in AssemblyMetadata.MethodsWith(definition, "WindowsCallAttribute"))
        {
            string function = AssemblyMetadata.ImportedSymbol(definition, method, WindowsCall.Prefix)[WindowsCall.Prefix.Length..];
            if (attribute.ConstructorArguments is not [{ Value: string library }])
            {
                throw LinkErrors.BadHostCall(definition.Name.Name, method.Name, "its attribute names no library.");
            }

            if (!calls.TryAdd(library + "!" + function, new WindowsCall(library, function, method.Parameters.Count)))
            {
                throw LinkErrors.BadHostCall(definition.Name.Name, method.Name, "its symbol is declared twice.");
            }
        }

        return calls.Values;
    }
}
