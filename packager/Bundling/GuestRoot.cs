using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using LiteBox.Packager.Analysis;
using LiteBox.Packager.Analysis.Managed;
using LiteBox.Packager.Collecting;
using LiteBox.Packager.Elf;
using LiteBox.Packager.Erofs;

namespace LiteBox.Packager.Bundling;

/// <summary>The root file system of a program as it was collected, before rewriting, with the roles of its ELF files.</summary>
internal sealed class GuestRoot
{
    private readonly CollectedProgram? _program;

    private GuestRoot(CollectedProgram? program, string programPath, FileTree tree)
    {
        _program = program;
        ProgramPath = programPath;
        Tree = tree;
    }

    /// <summary>Where the guest sees the program.</summary>
    public string ProgramPath { get; }

    /// <summary>Whether there is anything that loads libraries: the program, or another one in the root.</summary>
    public bool IsDynamic => _program is not null
        && (_program.Interpreter is not null || Tree.All().Any(node => RootRewriter.IsElf(node) && node.Path != _program.GuestPath));

    /// <summary>Whether a link of the root may lead into /proc or /sys, so that the name of a file does not tell where it is.</summary>
    public bool LeadsToSystemFiles => Tree.All().Any(static node => node.Kind == FileKind.SymbolicLink
        && node.Target!.Split('/').Any(static name => name is "proc" or "sys"));

    /// <summary>Whether .NET's runtime with its JIT is there.</summary>
    public bool HasManagedRuntime => _program is not null
        && (_program.Images.Any(image => ManagedRuntime.Is(image.Name, image))
            || Tree.All().Any(node => Path.GetFileName(node.Path) == ManagedRuntime.LibraryName));

    private CollectedProgram Program => _program ?? throw new InvalidOperationException("There is no Linux program.");

    public FileTree Tree { get; }

    /// <summary>Collects the program with its libraries and adds the files asked for.</summary>
    public static GuestRoot Collect(string programPath, string? guestPath, IReadOnlyList<BundleFile> files, bool keepTimes = false)
    {
        CollectedProgram program = ProgramCollector.Collect(programPath, new CollectOptions { GuestPath = guestPath });
        var tree = new FileTree();
        program.AddTo(tree);
        AddFiles(tree, files, keepTimes);
        LoadableCollector.AddNeeds(tree, program.Interpreter, Images(program, tree), new CollectOptions());
        AddIdentity(tree);
        AddMountPoints(tree);
        return new GuestRoot(program, program.GuestPath, tree);
    }

    /// <summary>The root of a program that is not in it, since it is part of the library OS: only the files asked for.</summary>
    public static GuestRoot OfFiles(string programPath, IReadOnlyList<BundleFile> files, bool keepTimes)
    {
        var tree = new FileTree();
        AddFiles(tree, files, keepTimes);
        AddMountPoints(tree);
        return new GuestRoot(null, programPath, tree);
    }

    private static List<(string GuestPath, string HostPath)> Images(CollectedProgram program, FileTree tree) =>
    [
        .. program.Files.Where(file => file.Image is not null).Select(file => (file.GuestPath, file.HostPath!)),
        .. tree.All().Where(node => node.Content?.HostPath is not null && RootRewriter.IsElf(node))
            .Select(node => (node.Path, node.Content!.HostPath!)),
    ];

    private static void AddFiles(FileTree tree, IReadOnlyList<BundleFile> files, bool keepTimes)
    {
        foreach (BundleFile file in files)
        {
            string guest = file.GuestPath.EndsWith('/') && file.GuestPath.Length > 1 && !Directory.Exists(file.Source)
                ? file.GuestPath + Path.GetFileName(file.Source)
                : file.GuestPath;
            HostTree.Add(tree, file.Source, guest, keepTimes);
        }
    }

    /// <summary>Programs ask for the user's name and home: the guest runs as root, and these say so unless the input does.</summary>
    private static void AddIdentity(FileTree tree)
    {
        AddText(tree, "/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
        AddText(tree, "/etc/group", "root:x:0:\n");
        if (tree.Find("/root") is null)
            tree.AddDirectory("/root", 0x1C0);
    }

    /// <summary>What the library OS has at every root: directories that are in the image need not be made at each start.</summary>
    private static void AddMountPoints(FileTree tree)
    {
        const int Traversable = 0x1ED, ReadOnly = 0x16D, Temporary = 0x3FF;
        foreach ((string path, int mode) in new[] { ("/dev", Traversable), ("/proc", ReadOnly), ("/sys", ReadOnly), ("/tmp", Temporary) })
        {
            if (tree.Find(path) is null)
                tree.AddDirectory(path, mode);
        }
    }

    private static void AddText(FileTree tree, string path, string text)
    {
        if (tree.Find(path) is null)
            tree.AddFile(path, FileContent.FromBytes(System.Text.Encoding.ASCII.GetBytes(text)));
    }

    /// <summary>Finds the system calls that the program, and whatever it can load or execute from its root, can make.</summary>
    public AnalysisResult Analyze()
    {
        List<AnalyzedImage> images = [];
        foreach (ElfFile image in Program.Images)
        {
            ImageRole role = images.Count == 0 ? ImageRole.Program
                : images.Count == 1 && Program.Interpreter is not null ? ImageRole.Interpreter
                : ImageRole.Needed;
            images.Add(new AnalyzedImage(Path.GetFileName(image.Name), image, role));
        }

        (List<ElfFile> libraries, List<ElfFile> programs) = OtherImages();
        images.AddRange(libraries.Select(library => new AnalyzedImage(library.Name, library, ImageRole.Loadable)));
        return SyscallAnalyzer.Analyze(images, new AnalysisOptions
        {
            Cache = new AnalysisCache(),
            OtherPrograms = [.. programs.Select(program => Process(program, images))],
        });
    }

    /// <summary>The files of the build machine that were read.</summary>
    public IEnumerable<string> Inputs() => Tree.All()
        .Select(node => node.Content?.HostPath)
        .Concat(_program?.Files.Select(file => file.HostPath) ?? [])
        .OfType<string>().Select(Path.GetFullPath)
        .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>What lies in the root but does not start with the program: libraries to load, programs to execute.</summary>
    private (List<ElfFile> Libraries, List<ElfFile> Programs) OtherImages()
    {
        HashSet<string> started = [.. Program.Images.Select(image => Path.GetFullPath(image.Name))];
        List<ElfFile> libraries = [], programs = [];
        foreach (FileNode node in Tree.All())
        {
            if (!RootRewriter.IsElf(node) || (node.Content!.HostPath is { } host && started.Contains(Path.GetFullPath(host)))
                || Program.Files.Any(file => file.Image is not null && file.GuestPath == node.Path))
                continue;
            ElfFile image = ElfFile.Read(node.Content.ReadAll(), node.Path);
            if (image.Header.Type == ElfType.Relocatable)
                continue;
            bool isProgram = image.Header.Type == ElfType.Executable || image.Interpreter is not null;
            (isProgram ? programs : libraries).Add(image);
        }

        return (libraries, programs);
    }

    // Which of the libraries another program would get is decided at run time: it may get any that is there.
    private static List<AnalyzedImage> Process(ElfFile program, List<AnalyzedImage> known)
    {
        List<AnalyzedImage> images = [new(program.Name, program, ImageRole.Program)];
        if (program.Interpreter is not null)
            images.AddRange(known.Where(image => image.Role != ImageRole.Program));
        return images;
    }
}
