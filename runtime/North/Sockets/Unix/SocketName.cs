namespace LiteBox.North;

/// <summary>The file that names a Unix socket. It outlives the socket, and then refuses connections.</summary>
internal sealed class SocketName(FileSystem system, uint permissions, UnixSocket socket)
    : Inode(system, system.NewNumber(), FileType.Socket | permissions)
{
    /// <summary>The socket that is bound to it; null once that is closed.</summary>
    public UnixSocket? Socket { get; set; } = socket;

    /// <inheritdoc/>
    public override Errno Open(Thread thread, OpenFlags flags, out OpenFile? file)
    {
        file = null;
        return Errno.ENXIO;
    }
}
