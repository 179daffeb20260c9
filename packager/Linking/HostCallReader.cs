using System;
using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;

namespace LiteBox.Packager.Linking;

/// <summary>Reads the [HostCall] declarations of a South assembly from its metadata.</summary>
public static class HostCallReader
{
    private const int MostArguments = 6;

    /// <summary>All declarations, by symbol.</summary>
    /// <exception cref="Diagnostics.LiteBoxException">LB0607: a declaration contradicts itself.</exception>
    public static SortedDictionary<string, HostCall> Read(ReadOnlyMemory<byte> assembly)
    {
        using AssemblyDefinition definition = AssemblyMetadata.Open(assembly);
        SortedDictionary<string, HostCall> calls = new(StringComparer.Ordinal);
        foreach ((MethodDefinition method, CustomAttribute attribute) in AssemblyMetadata.MethodsWith(definition, "HostCallAttribute"))
        {
            HostCall call = Read(definition, method, attribute);
            if (!calls.TryAdd(call.Symbol, call))
            {
                throw LinkErrors.BadHostCall(definition.Name.Name, method.Name, "its symbol is declared twice.");
            }
        }

        return calls;
    }

    private static HostCall Read(AssemblyDefinition assembly, MethodDefinition method, CustomAttribute attribute)
    {
        string symbol = AssemblyMetadata.ImportedSymbol(assembly, method, "host_");
        Dictionary<string, object> properties = attribute.Properties.ToDictionary(p => p.Name, p => p.Argument.Value);
        T? Property<T>(string name)
            where T : struct => properties.TryGetValue(name, out object? value) ? (T)value : null;

        List<HostCallArgument> arguments = [];
        int parameter = 0;
        for (int position = 0; position < MostArguments; position++)
        {
            if (Property<long>("Constant" + position) is long constant)
            {
                arguments.Add(new HostCallArgument { Position = position, Constant = constant });
            }
            else if (parameter < method.Parameters.Count)
            {
                arguments.Add(new HostCallArgument
                {
                    Position = position,
                    Parameter = parameter,
                    Is32Bit = method.Parameters[parameter].ParameterType.MetadataType is MetadataType.Int32 or MetadataType.UInt32,
                    Values = properties.TryGetValue("Values" + position, out object? values)
                        ? [.. ((CustomAttributeArgument[])values).Select(v => (long)v.Value)]
                        : [],
                    Mask = Property<long>("Mask" + position),
                    IsProcessId = Property<int>("ProcessId") == position,
                });
                parameter++;
            }
        }

        if (parameter != method.Parameters.Count)
        {
            throw LinkErrors.BadHostCall(assembly.Name.Name, method.Name, "constants and parameters are more than six.");
        }

        return new HostCall
        {
            Symbol = symbol,
            Number = (int)attribute.ConstructorArguments[0].Value,
            BeforeSeal = Property<bool>("BeforeSeal") ?? false,
            Interruptible = Property<bool>("Interruptible") ?? false,
            Arguments = arguments,
        };
    }
}
