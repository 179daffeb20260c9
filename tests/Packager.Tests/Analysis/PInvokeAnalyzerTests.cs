using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using LiteBox.Packager.Analysis;
using LiteBox.Packager.Analysis.Managed;
using LiteBox.Packager.Diagnostics;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Xunit;

namespace LiteBox.Packager.Tests.Analysis;

public sealed class PInvokeAnalyzerTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("litebox-pinvoke-").FullName;

    [Fact]
    public void OnlyReachableFunctionsAreFound()
    {
        string path = Write((module, main) =>
        {
            MethodDefinition called = Native(module, "Called", "libone", "one");
            Native(module, "NotCalled", "libone", "two");
            main.Emit(OpCodes.Call, called);
        });
        PInvoke found = Assert.Single(PInvokeAnalyzer.Analyze(path, []));
        Assert.Equal("libone!one", found.ToString());
        Assert.Equal(["Program.Main", "Program.Called"], found.Witness);
    }

    [Fact]
    public void VirtualCallsReachOverridesOfDerivedTypes()
    {
        string path = Write((module, main) =>
        {
            MethodDefinition native = Native(module, "Called", "libone", "one");
            MethodDefinition other = Native(module, "Other", "libone", "two");
            TypeDefinition basis = Class(module, "Base", module.TypeSystem.Object);
            MethodDefinition slot = Virtual(module, basis, "Run", isNew: true, null);
            Virtual(module, Class(module, "Derived", basis), "Run", isNew: false, native);
            Virtual(module, Class(module, "Stranger", module.TypeSystem.Object), "Run", isNew: true, other);
            main.Emit(OpCodes.Ldnull);
            main.Emit(OpCodes.Callvirt, slot);
        });
        Assert.Equal(["libone!one"], PInvokeAnalyzer.Analyze(path, []).Select(p => p.ToString()));
    }

    [Fact]
    public void StaticConstructorsAndDelegatesAreFollowed()
    {
        string path = Write((module, main) =>
        {
            MethodDefinition inConstructor = Native(module, "A", "liba", "a");
            MethodDefinition inDelegate = Native(module, "B", "libb", "b");
            TypeDefinition holder = Class(module, "Holder", module.TypeSystem.Object);
            FieldDefinition field = new("F", FieldAttributes.Static | FieldAttributes.Public, module.TypeSystem.Int32);
            holder.Fields.Add(field);
            MethodDefinition constructor = new(
                ".cctor", MethodAttributes.Static | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName, module.TypeSystem.Void);
            constructor.Body.GetILProcessor().Emit(OpCodes.Call, inConstructor);
            constructor.Body.GetILProcessor().Emit(OpCodes.Ret);
            holder.Methods.Add(constructor);
            main.Emit(OpCodes.Ldsfld, field);
            main.Emit(OpCodes.Pop);
            main.Emit(OpCodes.Ldftn, inDelegate);
            main.Emit(OpCodes.Pop);
        });
        Assert.Equal(["liba!a", "libb!b"], PInvokeAnalyzer.Analyze(path, []).Select(p => p.ToString()));
    }

    [Fact]
    public void FrameworkProgramReachesSystemNative()
    {
        string framework = RuntimeEnvironment.GetRuntimeDirectory();
        string path = Write((module, main) =>
        {
            main.Emit(OpCodes.Ldstr, "text");
            main.Emit(OpCodes.Call, module.ImportReference(typeof(Console).GetMethod(nameof(Console.WriteLine), [typeof(string)])));
        });
        string[] used =
        [
            "System.Private.CoreLib", "System.Runtime", "System.Console", "System.Collections", "System.Memory", "System.Threading",
            "System.Runtime.InteropServices", "System.Text.Encoding.Extensions", "Microsoft.Win32.Primitives",
        ];
        IReadOnlyList<PInvoke> found = PInvokeAnalyzer.Analyze(path, used.Select(name => Path.Combine(framework, name + ".dll")));
        Assert.Contains(found, p => p.ToString() == "libSystem.Native!SystemNative_Write");
        Assert.All(found, p => Assert.Equal("Program.Main", p.Witness[0]));
    }

    [Fact]
    public void BadFilesAreDiagnosed()
    {
        string text = Path.Combine(_directory, "text.dll");
        File.WriteAllText(text, "not an assembly");
        Assert.Equal("LB0402", Assert.Throws<LiteBoxException>(() => PInvokeAnalyzer.Analyze(text, [])).Code);
        Assert.Equal("LB0401", Assert.Throws<LiteBoxException>(() => PInvokeAnalyzer.Analyze(text + ".missing", [])).Code);
        string library = typeof(PInvoke).Assembly.Location;
        Assert.Equal("LB0402", Assert.Throws<LiteBoxException>(() => PInvokeAnalyzer.Analyze(library, [])).Code);
    }

    [Fact]
    public void DamagedAssembliesEndInADiagnosticOrAResult()
    {
        byte[] original = File.ReadAllBytes(Write((module, main) => main.Emit(OpCodes.Call, Native(module, "Called", "libone", "one"))));
        string damaged = Path.Combine(_directory, "damaged.dll");
        Random random = new(2024);
        for (int i = 0; i < 400; i++)
        {
            byte[] bytes = original.ToArray();
            for (int n = 0; n < 4; n++)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(damaged, bytes);
            try
            {
                PInvokeAnalyzer.Analyze(damaged, []);
            }
            catch (LiteBoxException)
            {
                // Refused, with the reason.
            }
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string Write(Action<ModuleDefinition, ILProcessor> body)
    {
        string path = Path.Combine(_directory, "program.dll");
        using AssemblyDefinition assembly = AssemblyDefinition.CreateAssembly(
            new AssemblyNameDefinition("program", new Version(1, 0)), "program", ModuleKind.Console);
        ModuleDefinition module = assembly.MainModule;
        TypeDefinition program = new("", "Program", TypeAttributes.Class | TypeAttributes.Public, module.TypeSystem.Object);
        module.Types.Add(program);
        MethodDefinition main = new("Main", MethodAttributes.Static | MethodAttributes.Public, module.TypeSystem.Void);
        program.Methods.Add(main);
        body(module, main.Body.GetILProcessor());
        main.Body.GetILProcessor().Emit(OpCodes.Ret);
        module.EntryPoint = main;
        assembly.Write(path);
        return path;
    }

    private static MethodDefinition Native(ModuleDefinition module, string name, string library, string function)
    {
        MethodDefinition method = new(
            name, MethodAttributes.Static | MethodAttributes.Public | MethodAttributes.PInvokeImpl, module.TypeSystem.Void)
        {
            ImplAttributes = MethodImplAttributes.PreserveSig,
        };
        ModuleReference reference = new(library);
        module.ModuleReferences.Add(reference);
        method.PInvokeInfo = new(PInvokeAttributes.CallConvWinapi, function, reference);
        module.GetType("Program").Methods.Add(method);
        return method;
    }

    private static TypeDefinition Class(ModuleDefinition module, string name, TypeReference basis)
    {
        TypeDefinition type = new("", name, TypeAttributes.Class | TypeAttributes.Public, basis);
        module.Types.Add(type);
        return type;
    }

    private static MethodDefinition Virtual(ModuleDefinition module, TypeDefinition type, string name, bool isNew, MethodDefinition? calls)
    {
        MethodAttributes slot = isNew ? MethodAttributes.NewSlot : MethodAttributes.ReuseSlot;
        MethodDefinition method = new(name, MethodAttributes.Public | MethodAttributes.Virtual | slot, module.TypeSystem.Void);
        if (calls is not null)
            method.Body.GetILProcessor().Emit(OpCodes.Call, calls);
        method.Body.GetILProcessor().Emit(OpCodes.Ret);
        type.Methods.Add(method);
        return method;
    }
}
