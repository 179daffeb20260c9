namespace LiteBox.North;

/// <summary>A file of /proc: its size is 0, its text is made when it is opened.</summary>
internal sealed class ProcFile : Inode
{
    private readonly ProcKind _kind;
    private readonly int _processId;
    private readonly int _id;

    /// <summary>A file of a kind; of a process and one of its threads or descriptors, where the kind asks for it.</summary>
    public ProcFile(FileSystem system, ulong number, ProcKind kind, int processId, int id, uint mode)
        : base(system, number, FileType.Regular | mode, processId != 0 ? Clock.Realtime : system.BornAt)
    {
        _kind = kind;
        _processId = processId;
        _id = id;
    }

    public override uint User => ProcTree.OwnerOf(_processId);

    public override ulong Size => System.Magic == FileSystem.SysfsMagic ? 4096ul : 0;

    public override Errno Open(Thread thread, OpenFlags flags, out OpenFile? file)
    {
        file = null;
        Process? process = !Capability.ProcessFiles || _processId == 0 ? thread.Process : Kernel.FindProcess(_processId);
        if (process is null)
            return Errno.ESRCH;
        ByteBuilder text = new(256);
        ProcText.Write(ref text, _kind, thread, process, _id);
        file = Capability.ProcessFiles
            ? new ProcOpenFile(this, flags, text.ToArray(), _kind == ProcKind.Name ? Kernel.FindThread(_id) : null,
                _kind is ProcKind.OutOfMemoryScore or ProcKind.CoreFilter ? process : null, _kind)
            : new ProcOpenFile(this, flags, text.ToArray());
        return Errno.None;
    }

    // Opening with O_TRUNC is fine, there is nothing to take away.
    public override Errno Truncate(ulong size) => Errno.None;
}
