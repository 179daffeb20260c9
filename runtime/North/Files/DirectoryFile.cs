namespace LiteBox.North;

/// <summary>An open directory; its offset is the position of the last entry that was read.</summary>
public class DirectoryFile : OpenFile
{
    /// <summary>Opens it.</summary>
    public DirectoryFile(DirectoryInode directory, OpenFlags flags)
        : base(directory, flags) => Directory = directory;

    /// <summary>The directory.</summary>
    public DirectoryInode Directory { get; }

    /// <summary>Called before entries are read. Errors of a directory that cannot be listed.</summary>
    public virtual Errno BeginRead() => Errno.None;

    /// <summary>The entry at the offset, which the caller moves to its position when it took it. False at the end.</summary>
    public virtual bool TryRead(Thread thread, out DirectoryEntry entry) => Directory.TryRead(thread, Offset, out entry);

    /// <inheritdoc/>
    public override Result Read(Thread thread, ref Transfer to) => Errno.EISDIR;

    /// <inheritdoc/>
    public override Result ReadAt(Thread thread, ref Transfer to, ulong offset) => Errno.EISDIR;

    /// <inheritdoc/>
    public override Result Seek(long offset, int whence)
    {
        const ulong End = long.MaxValue;
        return SeekWithin(offset, whence, End);
    }
}
