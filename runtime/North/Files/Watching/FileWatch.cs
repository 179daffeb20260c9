namespace LiteBox.North;

/// <summary>What an <see cref="InotifyFile"/> watches: an inode, by its number in its file system.</summary>
internal sealed class FileWatch(InotifyFile owner, int descriptor, FileSystem system, ulong inode)
{
    public InotifyFile Owner { get; } = owner;

    /// <summary>The number that inotify_add_watch(2) gave.</summary>
    public int Descriptor { get; } = descriptor;

    public FileSystem System { get; } = system;

    public ulong Inode { get; } = inode;

    /// <summary>The events that are wanted, and <see cref="FileEvents.ExcludeUnlinked"/> and <see cref="FileEvents.OneShot"/>.</summary>
    public FileEvents Mask { get; set; }
}
