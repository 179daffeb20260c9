namespace LiteBox.North;

/// <summary>A file opened with O_PATH: it names the file and does nothing else.</summary>
public sealed class PathFile : OpenFile
{
    /// <summary>Opens it; of the flags only those that O_PATH keeps count.</summary>
    public PathFile(Inode inode, OpenFlags flags)
        : base(inode, flags & (OpenFlags.Path | OpenFlags.Directory | OpenFlags.NoFollow))
    {
        Flags &= ~OpenFlags.LargeFile;
    }
}
