using System.IO;
using System.Linq;
using Mono.Cecil;

namespace LiteBox.Packager.Tests.Linking;

/// <summary>Makes a platform assembly with the host calls <c>host_exit_group</c> and <c>host_write</c>.</summary>
internal static class SouthBuilder
{
    public static byte[] Build(string exitSymbol = "host_exit_group")
    {
        using AssemblyDefinition assembly = AssemblyDefinition.CreateAssembly(
            new AssemblyNameDefinition("LiteBox.South", new(1, 0)), "LiteBox.South", ModuleKind.Dll);
        ModuleDefinition module = assembly.MainModule;
        MethodDefinition hostCall = Attribute(module, "HostCallAttribute", module.TypeSystem.Int32);
        PropertyDefinition values = new("Values0", PropertyAttributes.None, new ArrayType(module.TypeSystem.Int64));
        hostCall.DeclaringType.Properties.Add(values);
        MethodDefinition import = Attribute(module, "RuntimeImportAttribute", module.TypeSystem.String, module.TypeSystem.String);
        TypeDefinition host = new("LiteBox.South", "Host", TypeAttributes.Class, module.TypeSystem.Object);
        module.Types.Add(host);
        Call(module, host, hostCall, import, 231, exitSymbol, null, module.TypeSystem.UInt32);
        Call(module, host, hostCall, import, 1, "host_write", [0, 1, 2],
            module.TypeSystem.UInt32, new PointerType(module.TypeSystem.Byte), module.TypeSystem.UIntPtr);
        using MemoryStream stream = new();
        assembly.Write(stream);
        return stream.ToArray();
    }

    /// <summary>The same of Windows: functions by library, each with its number of arguments.</summary>
    public static byte[] BuildWindows(params (string Library, string Symbol, int Arguments)[] functions)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.CreateAssembly(
            new AssemblyNameDefinition("LiteBox.South", new(1, 0)), "LiteBox.South", ModuleKind.Dll);
        ModuleDefinition module = assembly.MainModule;
        MethodDefinition windowsCall = Attribute(module, "WindowsCallAttribute", module.TypeSystem.String);
        MethodDefinition import = Attribute(module, "RuntimeImportAttribute", module.TypeSystem.String, module.TypeSystem.String);
        TypeDefinition host = new("LiteBox.South", "Windows", TypeAttributes.Class, module.TypeSystem.Object);
        module.Types.Add(host);
        foreach ((string library, string symbol, int arguments) in functions)
        {
            CustomAttribute call = new(windowsCall);
            call.ConstructorArguments.Add(new CustomAttributeArgument(module.TypeSystem.String, library));
            Import(module, host, import, call, symbol, [.. Enumerable.Repeat(module.TypeSystem.IntPtr, arguments)]);
        }

        using MemoryStream stream = new();
        assembly.Write(stream);
        return stream.ToArray();
    }

    private static MethodDefinition Attribute(ModuleDefinition module, string name, params TypeReference[] parameters)
    {
        TypeDefinition type = new("LiteBox.South", name, TypeAttributes.Class, module.TypeSystem.Object);
        MethodDefinition constructor = new(".ctor", MethodAttributes.Public | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName, module.TypeSystem.Void);
        foreach (TypeReference parameter in parameters)
        {
            constructor.Parameters.Add(new ParameterDefinition(parameter));
        }

        constructor.Body.GetILProcessor().Emit(Mono.Cecil.Cil.OpCodes.Ret);
        type.Methods.Add(constructor);
        module.Types.Add(type);
        return constructor;
    }

    private static void Call(
        ModuleDefinition module, TypeDefinition host, MethodDefinition hostCall, MethodDefinition import, int number, string symbol,
        long[]? values, params TypeReference[] parameters)
    {
        CustomAttribute call = new(hostCall);
        call.ConstructorArguments.Add(new CustomAttributeArgument(module.TypeSystem.Int32, number));
        if (values is not null)
        {
            CustomAttributeArgument[] items = new CustomAttributeArgument[values.Length];
            for (int i = 0; i < items.Length; i++)
            {
                items[i] = new CustomAttributeArgument(module.TypeSystem.Int64, values[i]);
            }

            call.Properties.Add(new CustomAttributeNamedArgument(
                "Values0", new CustomAttributeArgument(new ArrayType(module.TypeSystem.Int64), items)));
        }

        Import(module, host, import, call, symbol, parameters);
    }

    private static void Import(
        ModuleDefinition module, TypeDefinition host, MethodDefinition import, CustomAttribute call, string symbol, TypeReference[] parameters)
    {
        MethodDefinition method = new(symbol, MethodAttributes.Static | MethodAttributes.Public, module.TypeSystem.IntPtr)
        {
            ImplAttributes = MethodImplAttributes.InternalCall,
        };
        foreach (TypeReference parameter in parameters)
        {
            method.Parameters.Add(new ParameterDefinition(parameter));
        }

        CustomAttribute imported = new(import);
        imported.ConstructorArguments.Add(new CustomAttributeArgument(module.TypeSystem.String, "*"));
        imported.ConstructorArguments.Add(new CustomAttributeArgument(module.TypeSystem.String, symbol));
        method.CustomAttributes.Add(call);
        method.CustomAttributes.Add(imported);
        host.Methods.Add(method);
    }
}
