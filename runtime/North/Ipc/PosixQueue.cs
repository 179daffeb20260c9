using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>A message queue of POSIX (mq_overview(7)).</summary>
public sealed class PosixQueue : Inode
{
    /// <summary>Most messages, and bytes of one, of a queue of who is not privileged, and of one made without attributes.</summary>
    public const long DefaultMessages = 10, DefaultSize = 8192;

    /// <summary>The same for the privileged.</summary>
    public const long MostMessages = 65_536, MostSize = 16 << 20;

    /// <summary>Priorities are below this (MQ_PRIO_MAX).</summary>
    public const uint MostPriority = 32_768;

    // What the kernel counts for a message and for a node of its tree of priorities.
    private const ulong MessageOverhead = 48, NodeOverhead = 40;

    private readonly List<PosixMessage> _messages = new();
    private int _receivers;
    private Process? _notified;
    private SignalInfo _notification;

    /// <summary>A queue that nobody has opened yet.</summary>
    public PosixQueue(Process creator, byte[] name, uint permissions, long capacity, long messageSize)
        : base(PosixQueues.System, PosixQueues.System.NewNumber(), FileType.Regular | permissions)
    {
        Name = name;
        Capacity = capacity;
        MessageSize = messageSize;
        User = creator.Credentials.FileUser;
        Group = creator.Credentials.FileGroup;
    }

    /// <summary>Its name, without the slash.</summary>
    public byte[] Name { get; }

    /// <summary>mq_maxmsg.</summary>
    public long Capacity { get; }

    /// <summary>mq_msgsize.</summary>
    public long MessageSize { get; }

    /// <summary>mq_curmsgs.</summary>
    public int Count => _messages.Count;

    /// <summary>What it counts against RLIMIT_MSGQUEUE.</summary>
    public ulong Footprint =>
        ((ulong)Capacity * (MessageOverhead + (ulong)MessageSize)) + (ulong.Min((ulong)Capacity, MostPriority) * NodeOverhead);

    /// <summary>Announces messages and room (masks are <see cref="PollEvents"/>).</summary>
    public WaitQueue Changes { get; } = new();

    /// <inheritdoc/>
    public override ulong Size => 80;

    /// <inheritdoc/>
    public override bool IsOpened => false;

    // Whom a process registered is forgotten when it ends.
    private Process? Notified => _notified is { IsZombie: false } alive ? alive : null;

    /// <inheritdoc/>
    public override Errno Open(Thread thread, OpenFlags flags, out OpenFile? file)
    {
        file = new PosixQueueFile(this, flags);
        return Errno.None;
    }

    /// <summary>mq_timedsend(2). EAGAIN, ETIMEDOUT, ERESTARTSYS.</summary>
    public Errno Send(Thread thread, PosixMessage message, bool waits, long deadline)
    {
        while (Count >= Capacity)
        {
            Errno error = Wait(thread, waits, deadline, PollEvents.Writable);
            if (error != Errno.None)
                return error;
        }

        int at = Count;
        while (at > 0 && _messages[at - 1].Priority < message.Priority)
            at--;
        _messages.Insert(at, message);
        TouchContents();

        // Somebody who waits for the message gets it without anybody being told.
        if (Count == 1 && _receivers == 0)
            Notify(thread);
        Changes.Wake(mask: (uint)PollEvents.Readable);
        return Errno.None;
    }

    /// <summary>mq_timedreceive(2): the first message of the highest priority. EAGAIN, ETIMEDOUT, ERESTARTSYS.</summary>
    public Errno Receive(Thread thread, bool waits, long deadline, out PosixMessage message)
    {
        message = default;
        while (Count == 0)
        {
            _receivers++;
            Errno error = Wait(thread, waits, deadline, PollEvents.Readable);
            _receivers--;
            if (error != Errno.None)
                return error;
        }

        message = _messages[0];
        _messages.RemoveAt(0);
        AccessedAt = Clock.Realtime;
        Changes.Wake(mask: (uint)PollEvents.Writable);
        return Errno.None;
    }

    /// <summary>mq_notify(2): registers a process; a signal 0 is none. EBUSY when another one, or it, is registered.</summary>
    public Errno Register(Process process, int signal, ulong value)
    {
        if (Notified is not null)
            return Errno.EBUSY;
        _notified = process;
        _notification = new SignalInfo { Number = signal, Code = SignalInfo.SI_MESGQ, Value = value };
        return Errno.None;
    }

    /// <summary>Takes a process's registration back, if there is one.</summary>
    public void Unregister(Process process)
    {
        if (_notified == process)
            _notified = null;
    }

    /// <summary>What a read of the queue's file gives.</summary>
    internal void Describe(ref ByteBuilder text)
    {
        ulong bytes = 0;
        for (int i = 0; i < Count; i++)
            bytes += (ulong)_messages[i].Text.Length;
        bool signals = Notified is not null && _notification.Number != 0;
        Field(ref text, "QSIZE:"u8, bytes, 10);
        Field(ref text, " NOTIFY:"u8, Notified is null || signals ? 0ul : 1, 5);
        Field(ref text, " SIGNO:"u8, signals ? (uint)_notification.Number : 0, 5);
        Field(ref text, " NOTIFY_PID:"u8, (uint)(Notified?.Id ?? 0), 6);
        text.Append((byte)'\n');
    }

    private static void Field(ref ByteBuilder text, scoped System.ReadOnlySpan<byte> name, ulong value, int width)
    {
        text.Append(name);
        int start = text.Text.Length;
        text.AppendDecimal(value);
        while (text.Text.Length - start < width)
            text.Append((byte)' ');
    }

    private Errno Wait(Thread thread, bool waits, long deadline, PollEvents change)
    {
        if (!waits)
            return Errno.EAGAIN;
        return Changes.Wait(thread, deadline, (uint)change) switch
        {
            WakeReason.Interrupted => Errno.ERESTARTSYS,
            WakeReason.Woken => Errno.None,
            _ => Errno.ETIMEDOUT,
        };
    }

    private void Notify(Thread sender)
    {
        if (Notified is { } process && _notification.Number != 0)
        {
            _notification.Sender = sender.Process.Id;
            _notification.SenderUser = (int)sender.Process.Credentials.RealUser;
            _ = process.Post(_notification);
        }

        _notified = null;
    }
}
