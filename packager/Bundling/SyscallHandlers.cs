using System;
using System.Collections.Generic;
using System.Linq;
using LiteBox.Packager.Diagnostics;
using Mono.Cecil;

namespace LiteBox.Packager.Bundling;

/// <summary>The system calls that a library OS can serve, read from the attributes of the handlers in its shim.</summary>
public sealed class SyscallHandlers
{
    private SyscallHandlers(IReadOnlyList<SyscallSupport> support)
    {
        Support = support;
        Numbers = new SortedDictionary<string, int>(support.ToDictionary(call => call.Name, call => call.Number), StringComparer.Ordinal);
    }

    /// <summary>What the attributes say of each call that has a handler, by number.</summary>
    public IReadOnlyList<SyscallSupport> Support { get; }

    /// <summary>Names, sorted, with their numbers.</summary>
    public IReadOnlyDictionary<string, int> Numbers { get; }

    /// <summary>Reads the shim's assembly.</summary>
    /// <exception cref="LiteBoxException">LB0594: it is no assembly, or has no handler.</exception>
    public static SyscallHandlers Read(string assemblyPath)
    {
        List<SyscallSupport> support = [];
        try
        {
            using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(assemblyPath);
            foreach (MethodDefinition method in assembly.MainModule.Types.SelectMany(WithNested).SelectMany(type => type.Methods))
                support.AddRange(Calls(method));
        }
        catch (Exception e) when (e is BadImageFormatException or System.IO.IOException or UnauthorizedAccessException)
        {
            throw Broken(assemblyPath, e);
        }

        return support.Count > 0 ? new SyscallHandlers([.. support.OrderBy(call => call.Number)]) : throw Broken(assemblyPath, null);
    }

    private static IEnumerable<SyscallSupport> Calls(MethodDefinition method)
    {
        if (!method.HasCustomAttributes)
            yield break;
        string? missing = Text(method, "PartlyAttribute"), reason = Text(method, "RefusedAttribute");
        SyscallStatus status = reason is not null ? SyscallStatus.Refused : missing is not null ? SyscallStatus.Partly : SyscallStatus.Supported;
        foreach (CustomAttribute attribute in method.CustomAttributes)
        {
            if (attribute.AttributeType.Name == "SyscallAttribute" && attribute.ConstructorArguments is [{ Value: int number }, { Value: string name }, ..])
                yield return new SyscallSupport(number, name, status, reason ?? missing ?? "");
        }
    }

    private static string? Text(MethodDefinition method, string attributeName) =>
        method.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.Name == attributeName)?.ConstructorArguments is [{ Value: string text }]
            ? text : null;

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) =>
        type.NestedTypes.SelectMany(WithNested).Prepend(type);

    private static LiteBoxException Broken(string path, Exception? inner) => new("LB0594", path,
        "The system-call handlers of the library OS cannot be read from this assembly.",
        "In a clone of the repository run ./build.sh; otherwise reinstall the package LiteBox.Sdk.", inner);
}
