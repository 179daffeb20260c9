using System;

namespace LiteBox.North;

/// <summary>A symbolic link.</summary>
public abstract class SymbolicLinkInode : Inode
{
    /// <summary>A link of a file system.</summary>
    protected SymbolicLinkInode(FileSystem system, ulong number, long bornAt)
        : base(system, number, FileType.SymbolicLink | 0x1FF, bornAt)
    {
    }

    /// <summary>Where it leads; the bytes stay as they are as long as the link is there.</summary>
    public abstract ReadOnlySpan<byte> Target(Thread thread);

    /// <summary>
    /// For a link of /proc that leads to a file itself and not to a path: that file. Null for an ordinary link. ENOENT.
    /// </summary>
    public virtual Errno Jump(Thread thread, out Inode? inode)
    {
        inode = null;
        return Errno.None;
    }

    /// <inheritdoc/>
    public override Errno Open(Thread thread, OpenFlags flags, out OpenFile? file)
    {
        file = null;
        return Errno.ELOOP;
    }
}
