using System;
using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>
/// A socket whose other end is in the sandbox too: bytes or messages go straight into the receiver's queue. What Unix sockets
/// and the loopback network have in common; names, errors and events that differ are theirs.
/// </summary>
public abstract partial class InsideSocket : Socket
{
    /// <summary>net.core.somaxconn.</summary>
    protected const int MostBacklog = 4096;

    private readonly WaitQueue _changes = new();
    private Queue<InsideSocket>? _backlog;
    private int _backlogLimit;

    /// <summary>A socket without a name or a peer.</summary>
    protected InsideSocket(AddressFamily family, SocketType kind, int protocol, OpenFlags flags)
        : base(family, kind, protocol, flags)
    {
    }

    /// <inheritdoc/>
    public override WaitQueue Changes => _changes;

    /// <inheritdoc/>
    public override bool IsListening => _backlog is not null;

    /// <summary>The socket at the other end; it may be closed.</summary>
    internal InsideSocket? Peer { get; private protected set; }

    /// <summary>True while there is a connection, and on datagram sockets a peer.</summary>
    internal bool IsConnected { get; private protected set; }

    /// <summary>No more will be received.</summary>
    internal bool ReceiveShut { get; private protected set; }

    /// <summary>No more may be sent.</summary>
    internal bool SendShut { get; private protected set; }

    /// <summary>The last descriptor is closed.</summary>
    internal bool IsClosed { get; private set; }

    /// <summary>An error that the next call or SO_ERROR tells.</summary>
    private protected Errno PendingError { get; set; }

    /// <summary>True for connections (streams and sequential packets).</summary>
    protected bool HasConnections => Kind is SocketType.Stream or SocketType.SequentialPacket;

    /// <summary>True when connections wait to be accepted.</summary>
    protected bool HasBacklog => _backlog is { Count: > 0 };

    /// <summary>True when no more connections may wait.</summary>
    protected bool IsBacklogFull => _backlog!.Count > _backlogLimit;

    /// <summary>Something that can be received waits.</summary>
    protected bool HasData => _stream is { Count: > 0 } || _messages is { Count: > 0 };

    /// <summary>The name that a receiver sees of this socket.</summary>
    internal abstract byte[] NameFor(InsideSocket receiver);

    /// <inheritdoc/>
    public override Errno Accept(Thread thread, OpenFlags flags, out Socket? accepted)
    {
        accepted = null;
        if (!HasConnections)
            return Errno.EOPNOTSUPP;
        long deadline = Clock.DeadlineAfter(ReceiveTimeout);
        while (true)
        {
            if (_backlog is null || (ReceiveShut && _backlog.Count == 0))
                return Errno.EINVAL;
            if (_backlog.TryDequeue(out InsideSocket? first))
            {
                first.Flags |= flags & OpenFlags.NonBlocking;
                first.OnAccepted();
                accepted = first;

                // Those that wait for room in the backlog.
                _room?.Wake();
                return Errno.None;
            }

            if (IsNonBlocking)
                return Errno.EAGAIN;
            Errno error = Await(thread, _changes, PollEvents.Readable, deadline);
            if (error != Errno.None)
                return error;
        }
    }

    /// <inheritdoc/>
    public override Result Send(Thread thread, scoped ref Message message)
    {
        Result result = Kind == SocketType.Stream ? SendBytes(thread, ref message) : SendMessage(thread, ref message);
        message.ReleaseFiles();
        return result;
    }

    /// <inheritdoc/>
    public override Result Receive(Thread thread, scoped ref Message message) =>
        Kind == SocketType.Stream ? ReceiveBytes(thread, ref message) : ReceiveMessage(thread, ref message);

    /// <inheritdoc/>
    protected override Result GetReadable(Thread thread)
    {
        if (IsListening)
            return Errno.EINVAL;
        if (Kind == SocketType.Stream)
            return _stream?.Count ?? 0;
        if (_messages is not { Count: > 0 })
            return 0;
        if (Kind == SocketType.Datagram)
            return _messages.Peek().Data.Length;
        int all = 0;
        foreach (Datagram message in _messages)
            all += message.Data.Length;
        return all;
    }

    /// <inheritdoc/>
    protected override int GetUnsent(Thread thread) => Kind == SocketType.Stream ? Peer?._stream?.Count ?? 0 : _charged;

    /// <inheritdoc/>
    protected override Errno TakeError(Thread thread)
    {
        Errno error = PendingError;
        PendingError = Errno.None;
        return error;
    }

    /// <inheritdoc/>
    protected override void OnClose()
    {
        IsClosed = true;
        while (_backlog is not null && _backlog.TryDequeue(out InsideSocket? waiting))
        {
            waiting.BreakConnection(Errno.ECONNRESET);
            waiting.Release();
        }

        bool unread = HasData;
        DropAll();
        if (HasConnections && IsConnected)
            BreakConnection(unread || ResetsOnClose ? Errno.ECONNRESET : Errno.None);
        _room?.Wake();
    }

    /// <summary>Called on a new connection when its listener hands it out.</summary>
    protected virtual void OnAccepted()
    {
    }

    /// <summary>Makes the end of a new connection that this listening socket will hand out.</summary>
    protected abstract InsideSocket CreateEnd(InsideSocket client);

    /// <summary>Tells the peer that this end is gone.</summary>
    protected abstract void BreakConnection(Errno error);

    /// <summary>The listener now takes connections, as many at a time as the backlog says.</summary>
    protected void BeginListening(int backlog)
    {
        _backlog ??= new Queue<InsideSocket>();
        _backlogLimit = (uint)backlog > MostBacklog ? MostBacklog : backlog;
        _changes.Wake();
    }

    /// <summary>Listens no longer.</summary>
    protected void EndListening()
    {
        while (_backlog is not null && _backlog.TryDequeue(out InsideSocket? waiting))
        {
            waiting.BreakConnection(Errno.ECONNRESET);
            waiting.Release();
        }

        _backlog = null;
        _changes.Wake();
    }

    /// <summary>Makes the connection to a listening socket, which has room for it.</summary>
    protected void ConnectTo(InsideSocket listener)
    {
        InsideSocket end = listener.CreateEnd(this);
        Pair(this, end);
        listener._backlog!.Enqueue(end);
        listener._changes.Wake(mask: (uint)PollEvents.Readable);
        _changes.Wake(mask: (uint)PollEvents.Writable);
    }

    /// <summary>Makes two sockets each other's peer.</summary>
    protected static void Pair(InsideSocket first, InsideSocket second)
    {
        (first.Peer, second.Peer) = (second, first);
        first.IsConnected = second.IsConnected = true;
    }

    /// <summary>What the peer's shutdown or end means here.</summary>
    private protected void HearShutdown(bool receive, bool send)
    {
        ReceiveShut |= receive;
        SendShut |= send;
        _changes.Wake();
        _room?.Wake();
    }
}
