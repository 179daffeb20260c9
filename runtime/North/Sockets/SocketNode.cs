namespace LiteBox.North;

/// <summary>The inode of a socket itself; a name that a Unix socket was bound to is a <see cref="SocketName"/>.</summary>
internal sealed class SocketNode : Inode
{
    private const ulong SocketMagic = 0x534F_434B;
    private static readonly FileSystem s_system = new(SocketMagic);

    public SocketNode()
        : base(s_system, s_system.NewNumber(), FileType.Socket | 0x1FF)
    {
    }

    /// <summary>Sockets cannot be opened a second time, not even through /proc/self/fd.</summary>
    public override Errno Open(Thread thread, OpenFlags flags, out OpenFile? file)
    {
        file = null;
        return Errno.ENXIO;
    }
}
