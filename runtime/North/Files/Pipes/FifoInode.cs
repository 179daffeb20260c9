namespace LiteBox.North;

/// <summary>A named pipe (fifo(7)). Its two ends meet by opening it.</summary>
internal sealed class FifoInode(FileSystem system, uint permissions) : Inode(system, system.NewNumber(), FileType.Pipe | permissions)
{
    private readonly Pipe _pipe = new();

    /// <summary>Waits for the other end. ENXIO for a writer that will not wait; ERESTARTSYS.</summary>
    public override Errno Open(Thread thread, OpenFlags flags, out OpenFile? file)
    {
        bool waits = (flags & OpenFlags.NonBlocking) == 0;
        file = null;
        switch (flags & OpenFlags.AccessMode)
        {
            case OpenFlags.ReadOnly:
                PipeEnd reader = new(this, _pipe, flags) { WritersSeen = waits || _pipe.Writers != 0 ? 0 : _pipe.WritersEver };
                file = reader;
                _pipe.Changes.Wake();
                return waits && _pipe.Writers == 0 ? WaitForWriter(thread, ref file) : Errno.None;
            case OpenFlags.WriteOnly:
                if (!waits && _pipe.Readers == 0)
                    return Errno.ENXIO;
                file = new PipeEnd(this, _pipe, flags);
                _pipe.Changes.Wake();
                return _pipe.Readers == 0 ? WaitForReader(thread, ref file) : Errno.None;
            case OpenFlags.ReadWrite:
                file = new PipeEnd(this, _pipe, flags);
                _pipe.Changes.Wake();
                return Errno.None;
            default:
                return Errno.EINVAL;
        }
    }

    private Errno WaitForWriter(Thread thread, ref OpenFile? file)
    {
        ulong before = _pipe.WritersEver;
        while (_pipe.WritersEver == before)
        {
            if (_pipe.Changes.Wait(thread) == WakeReason.Interrupted)
                return GiveUp(ref file);
        }

        return Errno.None;
    }

    private Errno WaitForReader(Thread thread, ref OpenFile? file)
    {
        ulong before = _pipe.ReadersEver;
        while (_pipe.ReadersEver == before)
        {
            if (_pipe.Changes.Wait(thread) == WakeReason.Interrupted)
                return GiveUp(ref file);
        }

        return Errno.None;
    }

    private static Errno GiveUp(ref OpenFile? file)
    {
        file!.Release();
        file = null;
        return Errno.ERESTARTSYS;
    }
}
