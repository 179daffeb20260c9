using System.Collections.Generic;
using LiteBox.Packager.Elf;
using LiteBox.Packager.Erofs;

namespace LiteBox.Packager.Collecting;

/// <summary>A program with everything that starts with it.</summary>
public sealed class CollectedProgram
{
    internal CollectedProgram(
        string guestPath, string? interpreter, IReadOnlyList<CollectedFile> files, IReadOnlyList<ElfFile> images)
    {
        GuestPath = guestPath;
        Interpreter = interpreter;
        Files = files;
        Images = images;
    }

    /// <summary>Path of the program in the guest, also its argv[0].</summary>
    public string GuestPath { get; }

    /// <summary>Path of the interpreter; null for a static program.</summary>
    public string? Interpreter { get; }

    /// <summary>The files and links, ascending by path.</summary>
    public IReadOnlyList<CollectedFile> Files { get; }

    /// <summary>The program first, then its interpreter, then the libraries in the order ld.so loads them.</summary>
    public IReadOnlyList<ElfFile> Images { get; }

    /// <summary>Puts files and links into a root file system.</summary>
    /// <param name="tree">Where to.</param>
    /// <param name="content">Gives the bytes of an image, rewritten for instance; null to take them as they are.</param>
    public void AddTo(FileTree tree, System.Func<ElfFile, FileContent>? content = null) => AddFiles(tree, Files, content);

    internal static void AddFiles(FileTree tree, IEnumerable<CollectedFile> files, System.Func<ElfFile, FileContent>? content = null)
    {
        List<CollectedFile> all = [.. files];
        foreach (CollectedFile file in all)
        {
            if (file.LinkTarget is not null)
            {
                tree.AddSymbolicLink(file.GuestPath, file.LinkTarget);
            }
        }

        foreach (CollectedFile file in all)
        {
            if (file.HostPath is not null)
            {
                FileContent bytes = file.Image is null
                    ? FileContent.FromFile(file.HostPath)
                    : content?.Invoke(file.Image) ?? FileContent.FromBytes(file.Image.Data);
                tree.AddFile(file.GuestPath, bytes, file.Mode);
            }
        }
    }
}
