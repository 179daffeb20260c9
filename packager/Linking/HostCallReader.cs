using System;
using System.Collections.Generic;
using System.IO;
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
        using MemoryStream stream = new(assembly.ToArray(), writable: false);
        using AssemblyDefinition definition = ReadAssembly(stream);
        SortedDictionary<string, HostCall> calls = new(StringComparer.Ordinal);
        foreach (TypeDefinition type in definition.MainModule.GetTypes())
        {
            foreach (MethodDefinition method in type.Methods)
            {
                CustomAttribute? attribute = method.CustomAttributes.FirstOrDefault(a => a.AttributeType.Name == "HostCallAttribute");
                if (attribute is not null)
                {
                    HostCall call = Read(definition.Name.Name, method, attribute);
                    if (!calls.TryAdd(call.Symbol, call))
                    {
                        throw LinkErrors.BadHostCall(definition.Name.Name, method.Name, "its symbol is declared twice.");
                    }
                }
            }
        }

        return calls;
    }

    private static AssemblyDefinition ReadAssembly(Stream stream)
    {
        try
        {
            return AssemblyDefinition.ReadAssembly(stream);
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or ArgumentException)
        {
            throw LinkErrors.BadHostCall("LiteBox.South", "*", "the assembly cannot be read.");
        }
    }

    private static HostCall Read(string file, MethodDefinition method, CustomAttribute attribute)
    {
        string? symbol = method.CustomAttributes
            .FirstOrDefault(a => a.AttributeType.Name == "RuntimeImportAttribute")?.ConstructorArguments.LastOrDefault().Value as string;
        if (symbol is null || !symbol.StartsWith("host_", StringComparison.Ordinal))
        {
            throw LinkErrors.BadHostCall(file, method.Name, "it needs [RuntimeImport(\"*\", \"host_...\")].");
        }

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
            throw LinkErrors.BadHostCall(file, method.Name, "constants and parameters are more than six.");
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
