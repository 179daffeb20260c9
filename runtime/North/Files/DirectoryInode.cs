using System;

namespace LiteBox.North;

/// <summary>
/// A directory. It knows its parent and its name there (a directory has only one), so that paths can be told without
/// another structure beside the inodes.
/// </summary>
public abstract class DirectoryInode : Inode
{
    /// <summary>Positions of '.' and '..'; entries of the directory itself come after them.</summary>
    protected const ulong SelfPosition = 1, ParentPosition = 2;

    private DirectoryInode? _mounted;

    /// <summary>A directory; without a parent it is the root of its file system.</summary>
    protected DirectoryInode(FileSystem system, ulong number, uint mode, long bornAt, DirectoryInode? parent, ReadOnlySpan<byte> name)
        : base(system, number, FileType.Directory | mode, bornAt)
    {
        Parent = parent ?? this;
        Name = name.ToArray();
        Links = 2;
    }

    /// <summary>The directory it is in; its own for a root. After removal it keeps the last one.</summary>
    public DirectoryInode Parent { get; private set; }

    /// <summary>Its name in the parent.</summary>
    public byte[] Name { get; private set; }

    /// <summary>True after it has been removed: nothing can be made in it.</summary>
    public bool IsRemoved { get; private set; }

    /// <summary>The root of what is mounted here.</summary>
    public DirectoryInode? Mounted
    {
        get
        {
            _mounted?.BecomeUsed();
            return _mounted;
        }
    }

    /// <summary>Where this root is mounted.</summary>
    public DirectoryInode? MountPoint { get; private set; }

    /// <summary>True for the root of a file system.</summary>
    public bool IsRoot => Parent == this;

    /// <summary>Where '..' leads, mounts considered.</summary>
    public DirectoryInode Up
    {
        get
        {
            DirectoryInode at = this;
            while (at.IsRoot && at.MountPoint is not null)
                at = at.MountPoint;
            DirectoryInode up = at.Parent;
            return up.Mounted ?? up;
        }
    }

    /// <summary>Looks a name up, neither '.' nor '..'. ENOENT, EIO.</summary>
    public abstract Errno Lookup(Thread thread, ReadOnlySpan<byte> name, out Inode? inode);

    /// <summary>The first own entry whose position is above <paramref name="position"/>; '.' and '..' are not among them. False at the end.</summary>
    public abstract bool TryNext(Thread thread, ulong position, out DirectoryEntry entry);

    /// <summary>True when it has no entries.</summary>
    public virtual bool IsEmpty => false;

    /// <summary>Puts an inode under a name that is free. EPERM where nothing can be made.</summary>
    public virtual Errno Insert(ReadOnlySpan<byte> name, Inode inode) => Errno.EPERM;

    /// <summary>Takes a name out. EPERM where nothing can be removed.</summary>
    public virtual Errno Remove(ReadOnlySpan<byte> name) => Errno.EPERM;

    /// <summary>Puts another inode under a name that is taken.</summary>
    public virtual Errno Replace(ReadOnlySpan<byte> name, Inode inode) => Errno.EPERM;

    /// <summary>Whether things can be made in it; EACCES for /proc and the like.</summary>
    public virtual bool CanCreate => false;

    /// <inheritdoc/>
    public override Errno Open(Thread thread, OpenFlags flags, out OpenFile? file)
    {
        file = null;
        if ((flags & OpenFlags.AccessMode) != OpenFlags.ReadOnly)
            return Errno.EISDIR;
        file = new DirectoryFile(this, flags);
        return Errno.None;
    }

    /// <inheritdoc/>
    public override Errno Truncate(ulong size) => Errno.EISDIR;

    /// <summary>The entry after a position, '.' and '..' first. False at the end.</summary>
    public bool TryRead(Thread thread, ulong position, out DirectoryEntry entry)
    {
        entry = default;
        if (position < SelfPosition)
        {
            entry.Name = "."u8;
            entry.Inode = Number;
            entry.Position = SelfPosition;
            entry.Type = FileType.EntryType(Mode);
            return true;
        }

        if (position < ParentPosition)
        {
            entry.Name = ".."u8;
            entry.Inode = Up.Number;
            entry.Position = ParentPosition;
            entry.Type = FileType.EntryType(Mode);
            return true;
        }

        return !IsRemoved && TryNext(thread, position, out entry);
    }

    /// <summary>A path leads to what is mounted, whose root this is: the time to make what was put off until then.</summary>
    protected virtual void BecomeUsed()
    {
    }

    /// <summary>Mounts the root of another file system here.</summary>
    public void Mount(DirectoryInode root)
    {
        _mounted = root;
        root.MountPoint = this;
        FolderCache.Clear();
    }

    internal void MoveTo(DirectoryInode parent, ReadOnlySpan<byte> name)
    {
        Parent = parent;
        Name = name.ToArray();
    }

    internal void MarkRemoved()
    {
        IsRemoved = true;
        RemoveLinks();
    }

    /// <summary>True when this directory is <paramref name="other"/> or lies in it.</summary>
    public bool IsWithin(DirectoryInode other)
    {
        DirectoryInode at = this;
        while (at != other)
        {
            if (at.IsRoot)
                return false;
            at = at.Parent;
        }

        return true;
    }
}
