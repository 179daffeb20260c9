using System;
using System.Collections.Generic;
using System.Linq;
using LiteBox.Packager.Diagnostics;
using Mono.Cecil;

namespace LiteBox.Packager.Bundling;

/// <summary>The system calls that a library OS can serve, read from the attributes of the handlers in its shim.</summary>
public sealed class SyscallHandlers
{
    private readonly SortedDictionary<string, int> _numbers;

    private SyscallHandlers(SortedDictionary<string, int> numbers) => _numbers = numbers;

    /// <summary>Names, sorted, with their numbers.</summary>
    public IReadOnlyDictionary<string, int> Numbers => _numbers;

    /// <summary>Reads the shim's assembly.</summary>
    /// <exception cref="LiteBoxException">LB0594: it is no assembly, or has no handler.</exception>
    public static SyscallHandlers Read(string assemblyPath)
    {
        var numbers = new SortedDictionary<string, int>(StringComparer.Ordinal);
        try
        {
            using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(assemblyPath);
            foreach (CustomAttribute attribute in assembly.MainModule.Types.SelectMany(WithNested).SelectMany(type => type.Methods)
                .Where(method => method.HasCustomAttributes).SelectMany(method => method.CustomAttributes))
            {
                if (attribute.AttributeType.Name == "SyscallAttribute" && attribute.ConstructorArguments is [{ Value: int number }, { Value: string name }, ..])
                    numbers[name] = number;
            }
        }
        catch (Exception e) when (e is BadImageFormatException or System.IO.IOException or UnauthorizedAccessException)
        {
            throw Broken(assemblyPath, e);
        }

        return numbers.Count > 0 ? new SyscallHandlers(numbers) : throw Broken(assemblyPath, null);
    }

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) =>
        type.NestedTypes.SelectMany(WithNested).Prepend(type);

    private static LiteBoxException Broken(string path, Exception? inner) => new("LB0594", path,
        "The system-call handlers of the library OS cannot be read from this assembly.",
        "In a clone of the repository run ./build.sh; otherwise reinstall the package LiteBox.Sdk.", inner);
}
