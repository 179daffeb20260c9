namespace LiteBox.North;

/// <summary>An open directory; its offset is the position of the last entry that was read.</summary>
public sealed class DirectoryFile : OpenFile
{
    /// <summary>Opens it.</summary>
    public DirectoryFile(DirectoryInode directory, OpenFlags flags)
        : base(directory, flags) => Directory = directory;

    /// <summary>The directory.</summary>
    public DirectoryInode Directory { get; }

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
