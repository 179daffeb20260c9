using System;

namespace LiteBox.North;

/// <content>Streams: bytes in a ring at the receiver.</content>
public abstract partial class InsideSocket
{
    private const int RingCapacity = 256 << 10;

    private PageRing? _stream;

    /// <summary>Bytes that were ever received: the position in the stream of the next one.</summary>
    private protected ulong Taken { get; private set; }

    /// <summary>Position in the stream after the last byte that waits.</summary>
    private protected ulong StreamEnd => Taken + (ulong)(_stream?.Count ?? 0);

    private int StreamLimit => int.Min(SendBuffer, RingCapacity);

    /// <summary>
    /// True when the peer has taken enough for a writer to go on: three quarters, as in the kernel, so that not every byte
    /// that is read wakes one.
    /// </summary>
    protected bool IsStreamWritable => Peer?._stream is not { } ring || ring.Count * 4L <= StreamLimit;

    /// <summary>Why nothing can be sent now; None when it can.</summary>
    protected abstract Errno CheckSend();

    /// <summary>Why nothing will come any more, when nothing waits; None when something may. The end of the stream is ESHUTDOWN.</summary>
    protected abstract Errno CheckReceive();

    /// <summary>Some bytes have been put into the receiver's ring.</summary>
    private protected virtual void NoteSent(InsideSocket receiver, scoped ref Message message, int count)
    {
    }

    /// <summary>How many of the bytes at a position one receive may take; 0: it ends here.</summary>
    private protected virtual int Admit(scoped ref Message message, ulong position, int length) => length;

    /// <summary>Bytes up to a position have been taken.</summary>
    private protected virtual void NoteTaken(ulong position)
    {
    }

    private Result SendBytes(Thread thread, scoped ref Message message)
    {
        long deadline = Clock.DeadlineAfter(SendTimeout);
        long done = 0;
        while (true)
        {
            Errno error = CheckSend();
            if (error != Errno.None)
                return done != 0 ? done : error == Errno.EPIPE ? BreakPipe(thread, message) : error;
            InsideSocket receiver = Peer!;
            if (receiver.IsClosed)
            {
                // On a network, what is sent to nobody is lost without a word at first.
                while (message.Data.Remaining != 0)
                    done += message.Data.Pass(int.MaxValue);
                return done;
            }

            long before = done;
            error = Fill(receiver, ref message, ref done);
            if (done != before && !receiver._changes.IsEmpty)
                receiver._changes.Wake(mask: (uint)PollEvents.Readable);
            if (message.Data.Remaining == 0)
                return done;
            if (error == Errno.None && MayNotWait(message))
                error = Errno.EAGAIN;
            if (error == Errno.None)
                error = Await(thread, _changes, PollEvents.Writable, deadline);
            if (error != Errno.None)
                return done != 0 ? done : error;
        }
    }

    private Errno Fill(InsideSocket receiver, scoped ref Message message, ref long done)
    {
        PageRing ring = receiver._stream ??= new PageRing(RingCapacity);
        int free;
        while (message.Data.Remaining != 0 && (free = StreamLimit - ring.Count) > 0)
        {
            Span<byte> room = ring.Poke();
            if (room.Length == 0)
                return Errno.ENOMEM;
            int length = (int)ulong.Min((ulong)int.Min(room.Length, free), message.Data.Remaining);
            int count = message.Data.Take(room[..length]);
            ring.Commit(count);
            done += count;
            if (count != 0)
                NoteSent(receiver, ref message, count);
            if (message.Data.Faulted)
                return Errno.EFAULT;
        }

        return Errno.None;
    }

    private Result ReceiveBytes(Thread thread, scoped ref Message message)
    {
        if (message.Asks(MessageFlags.OutOfBand))
            return Family == AddressFamily.Unix ? Errno.EOPNOTSUPP : Errno.EINVAL;
        ulong least = message.Asks(MessageFlags.WaitAll) ? message.Data.Remaining : ulong.Min((ulong)ReceiveLowWater, message.Data.Remaining);
        least = ulong.Max(least, 1);
        long deadline = Clock.DeadlineAfter(ReceiveTimeout);
        long done = 0;
        while (true)
        {
            bool ended = Drain(ref message, ref done);
            if (message.Data.Faulted && done == 0)
                return Errno.EFAULT;
            if (ended || (ulong)done >= least || message.Data.Faulted)
                return done;
            if (done != 0 && (PendingError != Errno.None || MayNotWait(message)))
                return done;
            Errno error = CheckReceive();
            if (error == Errno.ESHUTDOWN)
                return done;
            if (error == Errno.None && MayNotWait(message))
                error = Errno.EAGAIN;
            if (error == Errno.None)
                error = Await(thread, _changes, PollEvents.Readable, deadline);
            if (error != Errno.None)
                return done != 0 ? done : error;
        }
    }

    /// <summary>Takes, or looks at, what waits. True when this receive ends with it.</summary>
    private bool Drain(scoped ref Message message, ref long done)
    {
        if (_stream is not { Count: > 0 } ring)
            return false;
        bool peeks = message.Asks(MessageFlags.Peek);
        bool wasWritable = Peer is { IsStreamWritable: true };
        bool ended = false;
        while (message.Data.Remaining != 0 && !message.Data.Faulted)
        {
            int skip = peeks ? (int)done : 0;
            ReadOnlySpan<byte> piece = ring.Peek(skip);
            if (piece.Length == 0)
                break;
            int length = Admit(ref message, Taken + (uint)skip, piece.Length);
            if (length == 0)
            {
                ended = true;
                break;
            }

            int count = message.Asks(MessageFlags.Truncated) && Family != AddressFamily.Unix
                ? message.Data.Pass(length)
                : message.Data.Put(piece[..length]);
            done += count;
            if (peeks)
                continue;
            ring.Skip(count);
            Taken += (uint)count;
            NoteTaken(Taken);
        }

        if (!wasWritable && Peer is { IsStreamWritable: true } writer)
            writer._changes.Wake(mask: (uint)PollEvents.Writable);
        return ended;
    }
}
