using System;
using System.Collections.Generic;
using System.Text;

namespace LiteBox.Packager.Erofs;

/// <summary>
/// The root file system of a bundle while it is being put together. Paths are absolute guest paths. Parents appear by
/// themselves (mode 0755); symbolic links on the way are followed, so that on a system where /lib leads to usr/lib both
/// names reach one directory. The order in which things are added does not matter to the image.
/// </summary>
public sealed class FileTree
{
    private const int MaxLinks = 40;
    private const int MaxNameBytes = 255;
    private const int MaxPathBytes = 4095;

    private readonly List<string> _skipped = [];

    /// <summary>The root directory.</summary>
    public FileNode Root { get; } = new("", FileKind.Directory, null, 0x1ED) { IsImplied = true };

    /// <summary>Host paths that were left out because they are devices, pipes or sockets, in the order they were met.</summary>
    public IReadOnlyList<string> Skipped => _skipped;

    /// <summary>
    /// Adds a regular file. The same file twice is one; <paramref name="replace"/> lets this one win over another.
    /// </summary>
    /// <exception cref="Diagnostics.LiteBoxException">LB0201 to LB0205: the path is bad or taken.</exception>
    public FileNode AddFile(string path, FileContent content, int mode = 0x1A4, bool replace = false)
    {
        (FileNode parent, string name) = MakeParent(path);
        if (parent.Child(name) is { } existing)
        {
            if (existing.Kind == FileKind.SymbolicLink && !replace)
                existing = Follow(existing, path, 0) ?? existing;
            if (existing.Kind != FileKind.Regular && !(replace && existing.Kind == FileKind.SymbolicLink))
                throw FileTreeErrors.KindConflict(path, existing.Kind);
            if (!replace)
                return SameBytes(existing.Content!, content) ? existing : throw FileTreeErrors.Conflict(path);
        }
        var file = new FileNode(name, FileKind.Regular, parent, mode & 0xFFF) { Content = content };
        parent.Attach(file);
        return file;
    }

    /// <summary>Adds a directory, or gives one that only existed as a parent its mode.</summary>
    /// <exception cref="Diagnostics.LiteBoxException">LB0202 to LB0205: the path is bad or taken.</exception>
    public FileNode AddDirectory(string path, int mode = 0x1ED)
    {
        FileNode directory = MakeDirectories(Split(path), path);
        if (directory.IsImplied)
        {
            directory.Mode = mode & 0xFFF;
            directory.IsImplied = false;
        }
        return directory;
    }

    /// <summary>
    /// Adds a symbolic link. Where a directory exists only because something lies below it, its entries move to where
    /// the link leads: a file added as /lib/x and then the link /lib -> usr/lib give /usr/lib/x.
    /// </summary>
    /// <exception cref="Diagnostics.LiteBoxException">LB0201 to LB0205: the path is bad or taken.</exception>
    public FileNode AddSymbolicLink(string path, string target, bool replace = false)
    {
        if (target.Length == 0 || target.Contains('\0') || Encoding.UTF8.GetByteCount(target) > MaxPathBytes)
            throw FileTreeErrors.BadPath(target, "a symbolic link leads to 1 to 4095 bytes without NUL");
        (FileNode parent, string name) = MakeParent(path);
        FileNode? existing = parent.Child(name);
        bool moves = existing is { Kind: FileKind.Directory, IsImplied: true };
        if (existing is not null && !moves)
        {
            if (existing.Kind == FileKind.SymbolicLink && existing.Target == target)
                return existing;
            if (!replace || existing.Kind == FileKind.Directory)
                throw FileTreeErrors.KindConflict(path, existing.Kind);
        }
        var link = new FileNode(name, FileKind.SymbolicLink, parent, 0x1FF) { Target = target };
        parent.Attach(link);
        if (moves)
            MoveEntries(existing!, path);
        return link;
    }

    /// <summary>The node at a path, symbolic links followed (the last one too unless told otherwise); null when there is none.</summary>
    public FileNode? Find(string path, bool followLast = true)
    {
        FileNode? node = Walk(Root, Split(path), path, 0, followLast);
        return node;
    }

    /// <summary>All nodes: parents before what they hold, entries in byte order.</summary>
    public IEnumerable<FileNode> All()
    {
        var rest = new Stack<FileNode>();
        rest.Push(Root);
        while (rest.TryPop(out FileNode? node))
        {
            yield return node;
            int first = rest.Count;
            foreach (FileNode child in node.Children)
                rest.Push(child);
            ReverseTop(rest, rest.Count - first);
        }
    }

    internal void NoteSkipped(string hostPath) => _skipped.Add(hostPath);

    private static void ReverseTop(Stack<FileNode> stack, int count)
    {
        var top = new FileNode[count];
        for (int i = 0; i < count; i++)
            top[i] = stack.Pop();
        foreach (FileNode node in top)
            stack.Push(node);
    }

    private static bool SameBytes(FileContent a, FileContent b) =>
        ReferenceEquals(a, b)
        || (a.HostPath is not null && a.HostPath == b.HostPath)
        || (a.Length == b.Length && a.ReadAll().Span.SequenceEqual(b.ReadAll().Span));

    private void MoveEntries(FileNode from, string path)
    {
        FileNode to = Follow(from.Parent.Child(from.Name)!, path, 0)
            ?? MakeDirectories(LinkSteps(from.Parent.Child(from.Name)!), path);
        if (to.Kind != FileKind.Directory)
            throw FileTreeErrors.NotDirectory(path, to.Path);
        foreach (FileNode child in from.Children)
        {
            if (to.Child(child.Name) is not { } existing)
                to.Attach(child);
            else if (existing.Kind == FileKind.Regular && child.Kind == FileKind.Regular
                && SameBytes(existing.Content!, child.Content!))
                continue;
            else
                throw FileTreeErrors.Conflict(child.Path);
        }
    }

    private static List<string> LinkSteps(FileNode link)
    {
        string target = link.Target!;
        string path = target.StartsWith('/') ? target : link.Parent.Path + "/" + target;
        var steps = new List<string>();
        foreach (string step in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (step == "..")
                steps.RemoveRange(int.Max(0, steps.Count - 1), int.Min(1, steps.Count));
            else if (step != ".")
                steps.Add(step);
        }
        return Split("/" + string.Join('/', steps));
    }

    private (FileNode Parent, string Name) MakeParent(string path)
    {
        List<string> steps = Split(path);
        if (steps.Count == 0)
            throw FileTreeErrors.BadPath(path, "it is the root directory");
        string name = steps[^1];
        steps.RemoveAt(steps.Count - 1);
        return (MakeDirectories(steps, path), name);
    }

    private FileNode MakeDirectories(List<string> steps, string path)
    {
        FileNode at = Root;
        foreach (string step in steps)
        {
            FileNode? next = at.Child(step);
            if (next is null)
            {
                next = new FileNode(step, FileKind.Directory, at, 0x1ED) { IsImplied = true };
                at.Attach(next);
            }
            else if (next.Kind == FileKind.SymbolicLink)
            {
                next = Follow(next, path, 0) ?? MakeDirectories(LinkSteps(next), path);
            }
            if (next.Kind != FileKind.Directory)
                throw FileTreeErrors.NotDirectory(path, next.Path);
            at = next;
        }
        return at;
    }

    private FileNode? Follow(FileNode link, string path, int links)
    {
        if (links > MaxLinks)
            throw FileTreeErrors.LinkLoop(path);
        return Walk(link.Target!.StartsWith('/') ? Root : link.Parent, SplitSteps(link.Target!), path, links + 1, true);
    }

    private FileNode? Walk(FileNode at, List<string> steps, string path, int links, bool followLast)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            if (at.Kind != FileKind.Directory)
                return null;
            FileNode? next = steps[i] switch
            {
                "." => at,
                ".." => at.Parent,
                string name => at.Child(name),
            };
            if (next is { Kind: FileKind.SymbolicLink } && (followLast || i < steps.Count - 1))
                next = Follow(next, path, links);
            if (next is null)
                return null;
            at = next;
        }
        return at;
    }

    private static List<string> SplitSteps(string path) => [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries)];

    private static List<string> Split(string path)
    {
        if (!path.StartsWith('/'))
            throw FileTreeErrors.BadPath(path, "it does not begin with '/'");
        if (path.Contains('\0') || Encoding.UTF8.GetByteCount(path) > MaxPathBytes)
            throw FileTreeErrors.BadPath(path, "it holds a NUL or is longer than 4095 bytes");
        List<string> steps = SplitSteps(path);
        foreach (string step in steps)
        {
            if (step is "." or "..")
                throw FileTreeErrors.BadPath(path, $"it contains '{step}'");
            if (Encoding.UTF8.GetByteCount(step) > MaxNameBytes)
                throw FileTreeErrors.BadPath(path, "a name in it is longer than 255 bytes");
        }
        return steps;
    }
}
