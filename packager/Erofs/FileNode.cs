using System.Collections.Generic;

namespace LiteBox.Packager.Erofs;

/// <summary>One file, directory or symbolic link of a <see cref="FileTree"/>. Its owner is always 0:0.</summary>
public sealed class FileNode
{
    private readonly SortedDictionary<string, FileNode>? _children;

    internal FileNode(string name, FileKind kind, FileNode? parent, int mode)
    {
        Name = name;
        Kind = kind;
        Parent = parent ?? this;
        Mode = mode;
        if (kind == FileKind.Directory)
            _children = new SortedDictionary<string, FileNode>(Utf8Order.Instance);
    }

    /// <summary>The name in the parent directory; empty for the root.</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public FileKind Kind { get; }

    /// <summary>The directory it is in; the root's is itself.</summary>
    public FileNode Parent { get; private set; }

    /// <summary>Permission bits with set-user-ID, set-group-ID and sticky (07777).</summary>
    public int Mode { get; set; }

    /// <summary>When it was modified, nanoseconds since 1970; null for the time of the whole image.</summary>
    public long? ModifiedAt { get; set; }

    /// <summary>The bytes of a regular file. A later stage may put others in their place.</summary>
    public FileContent? Content { get; set; }

    /// <summary>Where a symbolic link leads.</summary>
    public string? Target { get; internal set; }

    /// <summary>The entries of a directory, in the byte order of their UTF-8 names; none for the others.</summary>
    public IReadOnlyCollection<FileNode> Children => _children is null ? [] : _children.Values;

    /// <summary>True for a directory that only exists because something lies below it.</summary>
    internal bool IsImplied { get; set; }

    /// <summary>The absolute guest path.</summary>
    public string Path => Parent == this ? "/" : Parent.Parent == Parent ? "/" + Name : Parent.Path + "/" + Name;

    internal FileNode? Child(string name) => _children!.GetValueOrDefault(name);

    internal void Attach(FileNode child)
    {
        child.Parent = this;
        _children![child.Name] = child;
    }

    internal void Detach(FileNode child) => _children!.Remove(child.Name);
}
