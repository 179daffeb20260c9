using System;
using System.Collections.Generic;

namespace LiteBox.North;

/// <content>Datagrams and sequential packets: messages in a queue at the receiver.</content>
public abstract partial class InsideSocket
{
    private Queue<Datagram>? _messages;

    // Those that wait until this socket takes something: senders, and their pollers by way of a RoomWaiter.
    private WaitQueue? _room;
    private RoomWaiter? _roomWaiter;

    // What this socket has sent and others have not taken yet.
    private int _charged;

    // What waits here.
    private int _waiting;

    /// <summary>What waits here, bookkeeping included.</summary>
    private protected int WaitingCharge => _waiting;

    /// <summary>Number of messages that wait here.</summary>
    private protected int WaitingCount => _messages?.Count ?? 0;

    /// <summary>True when this socket's own buffer has room.</summary>
    private protected bool HasSendRoom => _charged < SendBuffer;

    /// <summary>Bytes of the largest message.</summary>
    private protected abstract ulong MostMessageBytes { get; }

    /// <summary>Finds the receiver of a message; null without an error: it is sent to nobody.</summary>
    private protected abstract Errno FindReceiver(Thread thread, scoped ref Message message, out InsideSocket? receiver);

    /// <summary>Whether the receiver takes a message of this socket now.</summary>
    private protected abstract Admission AdmitTo(InsideSocket receiver);

    /// <summary>What the receiver of a message may ask about its way.</summary>
    private protected virtual InternetHeader HeaderFor(scoped in Message message) => default;

    /// <summary>Writes the control messages that this socket wants of what it takes.</summary>
    private protected virtual void Describe(Datagram datagram, scoped ref Message message)
    {
    }

    private Result SendMessage(Thread thread, scoped ref Message message)
    {
        ulong length = message.Data.Remaining;
        long deadline = Clock.DeadlineAfter(SendTimeout);
        while (true)
        {
            Errno error = FindReceiver(thread, ref message, out InsideSocket? receiver);
            if (error != Errno.None)
                return error;
            if (length > MostMessageBytes)
                return Errno.EMSGSIZE;
            Admission admission = receiver is null ? Admission.Drop : AdmitTo(receiver);
            if (admission == Admission.Take)
                return Put(receiver!, ref message);
            if (admission == Admission.Drop)
                return length;
            if (MayNotWait(message))
                return Errno.EAGAIN;
            error = Await(thread, admission == Admission.WaitForSelf ? _changes : receiver!._room ??= new WaitQueue(), PollEvents.Writable, deadline);
            if (error != Errno.None)
                return error;
        }
    }

    private Result Put(InsideSocket receiver, scoped ref Message message)
    {
        byte[] data = new byte[(int)message.Data.Remaining];
        if (message.Data.Take(data) != data.Length)
            return Errno.EFAULT;
        Datagram datagram = new()
        {
            Data = data,
            Name = Family == AddressFamily.Unix ? null : NameFor(receiver),
            Owner = this,
            Sender = message.HasSender ? message.Sender : SocketCredentials.Unknown,
            Header = HeaderFor(in message),
            Files = FilesInFlight.Launch(message.Files),
        };
        message.Files = null;
        _charged += datagram.Charge;
        receiver._waiting += datagram.Charge;
        (receiver._messages ??= new Queue<Datagram>()).Enqueue(datagram);
        receiver._changes.Wake(mask: (uint)PollEvents.Readable);
        return data.Length;
    }

    private Result ReceiveMessage(Thread thread, scoped ref Message message)
    {
        if (message.Asks(MessageFlags.OutOfBand))
            return Errno.EOPNOTSUPP;
        if (PendingError != Errno.None)
            return TakeError(thread);
        long deadline = Clock.DeadlineAfter(ReceiveTimeout);
        while (_messages is not { Count: > 0 })
        {
            Errno error = CheckReceive();
            if (error == Errno.ESHUTDOWN && (Kind == SocketType.SequentialPacket || !MayNotWait(message)))
                return 0;
            if (error is Errno.None or Errno.ESHUTDOWN)
                error = MayNotWait(message) ? Errno.EAGAIN : Await(thread, _changes, PollEvents.Readable, deadline);
            if (error != Errno.None)
                return error;
        }

        Datagram datagram = _messages.Peek();
        bool peeks = message.Asks(MessageFlags.Peek);
        if (!peeks)
            _messages.Dequeue();
        int copied = message.Data.Put(datagram.Data.AsSpan()[..(int)ulong.Min((ulong)datagram.Data.Length, message.Data.Remaining)]);
        bool faulted = message.Data.Faulted;
        if (!faulted)
        {
            message.SetName(datagram.Name ?? datagram.Owner.NameFor(this));
            message.Sender = datagram.Sender;
            message.HasSender = true;
            Describe(datagram, ref message);
            message.Files = peeks ? FilesInFlight.Copy(datagram.Files) : FilesInFlight.Land(datagram.Files);
            if (copied < datagram.Data.Length)
                message.Outcome |= MessageFlags.Truncated;
        }
        else if (!peeks)
        {
            FilesInFlight.Release(FilesInFlight.Land(datagram.Files));
        }

        if (!peeks)
            Settle(datagram);
        return faulted ? Errno.EFAULT : message.Asks(MessageFlags.Truncated) ? datagram.Data.Length : copied;
    }

    /// <summary>A message has left the queue: its sender and those who wait for room may go on.</summary>
    private void Settle(Datagram datagram)
    {
        InsideSocket sender = datagram.Owner;
        _waiting -= datagram.Charge;
        sender._charged -= datagram.Charge;
        if (!sender._changes.IsEmpty)
            sender._changes.Wake(mask: (uint)PollEvents.Writable);
        _room?.Wake();
    }

    /// <summary>Whoever polls this socket is told when the receiver has room again.</summary>
    private protected void WatchRoom(InsideSocket receiver)
    {
        _roomWaiter ??= new RoomWaiter(this);
        _roomWaiter.Queue?.Remove(_roomWaiter);
        (receiver._room ??= new WaitQueue()).Add(_roomWaiter);
    }

    /// <summary>Waits for room in a listener's backlog.</summary>
    private protected static Errno AwaitRoom(Thread thread, InsideSocket listener, long deadline) =>
        Await(thread, listener._room ??= new WaitQueue(), PollEvents.Writable, deadline);

    /// <summary>Is told when a listener's backlog has room.</summary>
    private protected static void StandBefore(InsideSocket listener, Waiter waiter) => (listener._room ??= new WaitQueue()).Add(waiter);

    /// <summary>Throws away what waits here.</summary>
    private protected void DropAll()
    {
        while (_messages is not null && _messages.TryDequeue(out Datagram? datagram))
        {
            FilesInFlight.Release(FilesInFlight.Land(datagram.Files));
            Settle(datagram);
        }

        Taken = StreamEnd;
        _stream?.Free();
        _stream = null;
        DropSegments();
        _roomWaiter?.Queue?.Remove(_roomWaiter);
    }

    /// <summary>Throws away the descriptors that came with the stream.</summary>
    private protected virtual void DropSegments()
    {
    }

    /// <summary>What is in the queue of messages, for those that follow descriptors in flight.</summary>
    private protected Queue<Datagram>? Messages => _messages;

    /// <summary>The connections that wait to be accepted.</summary>
    private protected Queue<InsideSocket>? Waiting => _backlog;

    /// <summary>What becomes of a message.</summary>
    private protected enum Admission
    {
        /// <summary>The receiver takes it.</summary>
        Take,

        /// <summary>The receiver's queue is full.</summary>
        WaitForReceiver,

        /// <summary>The sender's own buffer is full.</summary>
        WaitForSelf,

        /// <summary>It is lost.</summary>
        Drop,
    }

    /// <summary>Stands in a receiver's queue for those who poll a sender.</summary>
    private sealed class RoomWaiter(InsideSocket sender) : Waiter(null)
    {
        public override void OnWake(uint mask) => sender._changes.Wake(mask: (uint)PollEvents.Writable);
    }
}
