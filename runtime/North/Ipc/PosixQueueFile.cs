namespace LiteBox.North;

/// <summary>An open message queue of POSIX: its descriptor can be polled, and read as a text.</summary>
public sealed class PosixQueueFile : OpenFile
{
    /// <summary>Opens a queue.</summary>
    public PosixQueueFile(PosixQueue queue, OpenFlags flags)
        : base(queue, flags)
    {
        Queue = queue;
        ByteBuilder name = new(64);
        name.Append((byte)'/');
        name.Append(queue.Name);
        SetName(null, name.Text);
    }

    /// <summary>The queue.</summary>
    public PosixQueue Queue { get; }

    // Who registered through it: closing it takes the registration back.
    private Process? _registered;

    /// <inheritdoc/>
    public override WaitQueue Changes => Queue.Changes;

    /// <inheritdoc/>
    public override Result Read(Thread thread, ref Transfer to)
    {
        Result result = ReadAt(thread, ref to, Offset);
        if (result.Value > 0)
            Offset += (ulong)result.Value;
        return result;
    }

    /// <inheritdoc/>
    public override Result ReadAt(Thread thread, ref Transfer to, ulong offset)
    {
        ByteBuilder text = new(80);
        Queue.Describe(ref text);
        if (offset >= (ulong)text.Text.Length)
            return 0;
        int count = to.Put(text.Text[(int)offset..]);
        return count == 0 && to.Faulted ? Errno.EFAULT : count;
    }

    /// <inheritdoc/>
    public override Result Seek(long offset, int whence) => SeekWithin(offset, whence, Queue.Size);

    /// <summary>mq_notify(2): registers a process; a signal 0 is none. EBUSY.</summary>
    public Errno Register(Process process, int signal, ulong value)
    {
        Errno error = Queue.Register(process, signal, value);
        if (error == Errno.None)
            _registered = process;
        return error;
    }

    /// <inheritdoc/>
    protected override void OnClose()
    {
        if (_registered is not null)
            Queue.Unregister(_registered);
    }

    /// <inheritdoc/>
    public override PollEvents Poll(Thread thread) =>
        (Queue.Count != 0 ? PollEvents.In : PollEvents.None) | (Queue.Count < Queue.Capacity ? PollEvents.Out : PollEvents.None);
}
