using System;
using System.IO;
using System.Linq;
using LiteBox.Packager.Diagnostics;
using Mono.Cecil;

namespace LiteBox.Packager.Bundling;

/// <summary>
/// A program on the North API, made ready for the compiler: its Main gets the symbol by which the library OS calls it. The copy
/// lies in a folder of its own and goes with this object.
/// </summary>
internal sealed class NorthProgram : IDisposable
{
    private const string MainSymbol = "litebox_main";

    // What exists in a bundle. An assembly beyond these was compiled for ordinary .NET.
    private static readonly string[] s_known = ["System.Private.CoreLib", "LiteBox.South.Contract", "LiteBox.North.Api"];

    private readonly DirectoryInfo _folder;

    private NorthProgram(DirectoryInfo folder, string path)
    {
        _folder = folder;
        Path = path;
    }

    /// <summary>The assembly.</summary>
    public string Path { get; }

    /// <summary>Reads an assembly and writes its copy.</summary>
    /// <exception cref="LiteBoxException">LB0595: it is no program, or not one on North. LB0596: its Main has another form.</exception>
    public static NorthProgram Prepare(string path)
    {
        try
        {
            using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(path);
            if (assembly.MainModule.AssemblyReferences.FirstOrDefault(reference => !s_known.Contains(reference.Name)) is { } unknown)
            {
                throw new LiteBoxException("LB0595", path, "The program uses " + unknown.Name + ", which does not exist on North.",
                    "Use the North API and what its core library has; packages and other projects cannot be referenced.");
            }

            MarkMain(assembly.MainModule, path);
            DirectoryInfo folder = Directory.CreateTempSubdirectory("litebox-north-");
            string copy = System.IO.Path.Combine(folder.FullName, assembly.Name.Name + ".dll");
            assembly.Write(copy, new WriterParameters { DeterministicMvid = true, Timestamp = 0 });
            return new NorthProgram(folder, copy);
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            throw new LiteBoxException("LB0595", path, "The program cannot be read: " + e.Message, "Build the project again.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A leftover in the folder for temporary files harms nobody.
        }
    }

    private static void MarkMain(ModuleDefinition module, string path)
    {
        MethodDefinition main = module.EntryPoint
            ?? throw new LiteBoxException("LB0595", path, "The assembly has no Main.", "Set OutputType to 'Exe' and write `static int Main()`.");
        if (main.Parameters.Count != 0 || main.ReturnType.MetadataType != MetadataType.Int32)
        {
            throw new LiteBoxException("LB0596", path, "Main is `" + main.FullName + "`; a program on North starts with `static int Main()`.",
                "Read the arguments with Process.Argument and return the exit status; top-level statements have another form.");
        }

        TypeReference attribute = new("System.Runtime", "RuntimeExportAttribute", module, module.TypeSystem.CoreLibrary);
        MethodReference constructor = new(".ctor", module.TypeSystem.Void, attribute) { HasThis = true };
        constructor.Parameters.Add(new ParameterDefinition(module.TypeSystem.String));
        CustomAttribute export = new(constructor);
        export.ConstructorArguments.Add(new CustomAttributeArgument(module.TypeSystem.String, MainSymbol));
        main.CustomAttributes.Add(export);
    }
}
