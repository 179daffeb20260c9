namespace LiteBox.North;

/// <summary>The inode behind files that have none of their own: eventfd, epoll.</summary>
internal sealed class AnonymousInode : Inode
{
    private static readonly FileSystem s_system = new(FileSystem.AnonymousMagic);

    private AnonymousInode()
        : base(s_system, s_system.NewNumber(), 0x180)
    {
    }

    /// <summary>The one that all share.</summary>
    public static AnonymousInode Shared { get; } = new();

    /// <summary>The file system of files without a name, memfd among them.</summary>
    public static FileSystem Anonymous => s_system;

    /// <inheritdoc/>
    public override bool IsOpened => false;

    /// <inheritdoc/>
    public override Errno Open(Thread thread, OpenFlags flags, out OpenFile? file)
    {
        file = null;
        return Errno.ENXIO;
    }
}
