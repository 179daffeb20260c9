namespace LiteBox.North;

/// <summary>A standard stream that is no terminal: it tells what kind of file the host has there.</summary>
internal sealed class StreamInode(FileSystem system, uint mode, ulong device) : Inode(system, system.NewNumber(), mode)
{
    public override ulong SpecialDevice => device;

    public override Errno Open(Thread thread, OpenFlags flags, out OpenFile? file)
    {
        // Only /dev/stdin and its like lead here: they open the stream once more.
        file = null;
        for (int stream = 0; stream < 3; stream++)
        {
            if (thread.Process.Files[stream] is ConsoleFile console && console.Node == this)
            {
                file = new ConsoleFile(this, console.Stream, flags);
                file.SetName(null, console.Name);
                return Errno.None;
            }
        }

        return Errno.ENXIO;
    }
}
