using System.Collections.Generic;

namespace LiteBox.North;

/// <content>Bytes and messages, and the descriptors and credentials that go with them.</content>
public sealed partial class UnixSocket
{
    // The parts of what waits in the stream; who wrote them, what came with them.
    private readonly Queue<StreamSegment> _segments = new();
    private StreamSegment? _last;

    /// <summary>How many times this socket is in flight in a message.</summary>
    internal int InFlight { get; set; }

    /// <summary>What came with the bytes that wait.</summary>
    internal Queue<StreamSegment> Segments => _segments;

    /// <summary>The messages that wait.</summary>
    internal Queue<Datagram>? WaitingMessages => Messages;

    /// <summary>Connections that wait to be accepted.</summary>
    internal Queue<InsideSocket>? WaitingConnections => Waiting;

    /// <inheritdoc/>
    private protected override ulong MostMessageBytes => (ulong)(SendBuffer - 32);

    /// <summary>Throws away everything that waits, for a socket that nobody can reach any more.</summary>
    internal void Empty()
    {
        DropAll();
        while (Waiting is { } waiting && waiting.TryDequeue(out InsideSocket? connection))
            connection.Release();
    }

    /// <inheritdoc/>
    protected override Errno CheckSend()
    {
        if (Peer is not UnixSocket peer || !IsConnected)
            return Errno.ENOTCONN;
        return SendShut || peer.IsClosed || peer.ReceiveShut ? Errno.EPIPE : Errno.None;
    }

    /// <inheritdoc/>
    protected override Errno CheckReceive()
    {
        if (PendingError != Errno.None)
            return TakeError(null!);
        if (HasConnections && !IsConnected)
            return Kind == SocketType.Stream ? Errno.EINVAL : Errno.ENOTCONN;
        return ReceiveShut ? Errno.ESHUTDOWN : Errno.None;
    }

    /// <inheritdoc/>
    private protected override Errno FindReceiver(Thread thread, scoped ref Message message, out InsideSocket? receiver)
    {
        receiver = null;
        if (Kind == SocketType.SequentialPacket)
        {
            if (PendingError != Errno.None)
                return TakeError(thread);
            if (!IsConnected)
                return Errno.ENOTCONN;
        }

        UnixSocket? other;
        if (Kind == SocketType.Datagram && message.Name.Length != 0)
        {
            if (!UnixAddress.IsValid(message.Name, mayBeEmpty: false))
                return Errno.EINVAL;
            Errno error = UnixNames.Find(thread, message.Name, out other);
            if (error != Errno.None)
                return error;
            if (other!.Kind != Kind)
                return Errno.EPROTOTYPE;
        }
        else
        {
            other = (UnixSocket?)Peer;
            if (other is null)
                return Errno.ENOTCONN;
        }

        if (SendShut)
            return Errno.EPIPE;
        if (PendingError != Errno.None)
            return TakeError(thread);
        if (other.IsClosed)
        {
            if (Kind == SocketType.SequentialPacket)
                return Errno.EPIPE;
            Disconnect();
            return Errno.ECONNREFUSED;
        }

        if (!MaySendTo(other))
            return Errno.EPERM;
        receiver = other;
        return other.ReceiveShut ? Errno.EPIPE : Errno.None;
    }

    /// <inheritdoc/>
    private protected override Admission AdmitTo(InsideSocket receiver)
    {
        if (!HasSendRoom)
            return Admission.WaitForSelf;
        bool isFull = receiver != this && receiver.Peer != this && ((UnixSocket)receiver).WaitingCount > MostMessages;
        return isFull ? Admission.WaitForReceiver : Admission.Take;
    }

    /// <inheritdoc/>
    private protected override void NoteSent(InsideSocket receiver, scoped ref Message message, int count) =>
        ((UnixSocket)receiver).NoteReceived(ref message);

    /// <inheritdoc/>
    private protected override int Admit(scoped ref Message message, ulong position, int length)
    {
        StreamSegment segment = SegmentAt(position);
        if (PassesCredentials)
        {
            if (message.HasSender && !message.Sender.Is(segment.Sender))
                return 0;
            message.Sender = segment.Sender;
            message.HasSender = true;
        }

        // What came with descriptors ends the receive, and so does what stands behind it.
        if (message.Segment is not null && message.Segment != segment)
            return 0;
        if (segment.Files is not null)
        {
            message.Files = message.Asks(MessageFlags.Peek) ? FilesInFlight.Copy(segment.Files) : FilesInFlight.Land(segment.Files);
            if (!message.Asks(MessageFlags.Peek))
                segment.Files = null;
            message.Segment = segment;
        }

        if (message.NameLength == 0 && Peer is UnixSocket peer)
            message.SetName(peer.NameFor(this));
        ulong left = segment.End - position;
        return left < (ulong)length ? (int)left : length;
    }

    /// <inheritdoc/>
    private protected override void NoteTaken(ulong position)
    {
        while (_segments.Count > 0 && _segments.Peek().End <= position)
            _segments.Dequeue();
        if (_segments.Count == 0)
            _last = null;
    }

    /// <inheritdoc/>
    private protected override void DropSegments()
    {
        while (_segments.TryDequeue(out StreamSegment? segment))
            FilesInFlight.Release(FilesInFlight.Land(segment.Files));
        _last = null;
    }

    private void NoteReceived(scoped ref Message message)
    {
        bool joins = _last is not null
            && (message.Segment == _last || (message.Files is null && _last.Files is null && _last.Sender.Is(message.Sender)));
        if (!joins)
        {
            _last = new StreamSegment { Sender = message.Sender, Files = FilesInFlight.Launch(message.Files) };
            message.Files = null;
            _segments.Enqueue(_last);
        }

        message.Segment = _last;
        _last!.End = StreamEnd;
    }

    private StreamSegment SegmentAt(ulong position)
    {
        foreach (StreamSegment segment in _segments)
        {
            if (segment.End > position)
                return segment;
        }

        return _last!;
    }
}
