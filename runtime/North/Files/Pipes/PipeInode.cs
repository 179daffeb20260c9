namespace LiteBox.North;

/// <summary>The inode of a pipe that pipe(2) made. Both ends are open files of it.</summary>
public sealed class PipeInode : Inode
{
    private static readonly FileSystem s_system = new(FileSystem.PipeMagic);

    private PipeInode()
        : base(s_system, s_system.NewNumber(), FileType.Pipe | 0x180)
    {
    }

    /// <summary>The pipe.</summary>
    public Pipe Pipe { get; } = new();

    /// <summary>Makes a pipe with its two ends.</summary>
    public static void Create(OpenFlags flags, out OpenFile readEnd, out OpenFile writeEnd)
    {
        PipeInode inode = new();
        readEnd = inode.OpenEnd((flags & ~OpenFlags.Direct) | OpenFlags.ReadOnly);
        writeEnd = inode.OpenEnd(flags | OpenFlags.WriteOnly);
    }

    /// <inheritdoc/>
    public override bool IsOpened => false;

    /// <inheritdoc/>
    public override Errno Open(Thread thread, OpenFlags flags, out OpenFile? file)
    {
        // Through /proc/self/fd: one more end.
        file = OpenEnd(flags);
        return Errno.None;
    }

    private PipeEnd OpenEnd(OpenFlags flags)
    {
        PipeEnd end = new(this, Pipe, flags);
        ByteBuilder name = new(24);
        name.Append("pipe:["u8);
        name.AppendDecimal(Number);
        name.Append((byte)']');
        end.SetName(null, name.Text);
        return end;
    }
}
