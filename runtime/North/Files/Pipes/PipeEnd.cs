using System;

namespace LiteBox.North;

/// <summary>An open end of a pipe.</summary>
public sealed class PipeEnd : OpenFile
{
    private const uint FIONREAD = 0x541B;

    /// <summary>Opens an end (or both, for O_RDWR).</summary>
    public PipeEnd(Inode inode, Pipe pipe, OpenFlags flags)
        : base(inode, flags)
    {
        Pipe = pipe;
        if (CanRead)
            Pipe.AddReader();
        if (CanWrite)
            Pipe.AddWriter();
    }

    /// <summary>
    /// The number of writers that had come when a FIFO without any was opened: until the next one comes, poll(2) tells of
    /// no hang-up. 0 for other ends.
    /// </summary>
    internal ulong WritersSeen { get; init; }

    /// <summary>The pipe.</summary>
    public Pipe Pipe { get; }

    /// <inheritdoc/>
    public override WaitQueue Changes => Pipe.Changes;

    /// <inheritdoc/>
    public override bool TellsBySignal => true;

    /// <inheritdoc/>
    public override Result Read(Thread thread, ref Transfer to)
    {
        if (to.Remaining == 0)
            return 0;
        while (Pipe.Count == 0)
        {
            if (Pipe.Writers == 0)
                return 0;
            if (IsNonBlocking)
                return Errno.EAGAIN;
            if (Pipe.Changes.Wait(thread, Clock.Never, (uint)PollEvents.Readable) == WakeReason.Interrupted)
                return Errno.ERESTARTSYS;
        }

        long done = 0;
        while (to.Remaining != 0 && !to.Faulted)
        {
            ReadOnlySpan<byte> piece = Pipe.Peek();
            if (piece.Length == 0)
                break;
            int first = Pipe.First(out bool isPacket);
            if (isPacket)
            {
                done += ReadPacket(ref to, first);
                break;
            }

            int count = to.Put(piece[..int.Min(first, piece.Length)]);
            Pipe.Consume(count);
            done += count;
        }

        if (done != 0)
            WakeUp(PollEvents.Writable);
        else if (to.Faulted)
            return Errno.EFAULT;
        return done;
    }

    // What does not fit is lost; the packet stays when nothing of it could be copied.
    private int ReadPacket(ref Transfer to, int length)
    {
        int done = 0;
        while (done < length && to.Remaining != 0 && !to.Faulted)
        {
            ReadOnlySpan<byte> piece = Pipe.Peek(done);
            done += to.Put(piece[..int.Min(length - done, piece.Length)]);
        }

        if (!to.Faulted)
            Pipe.Consume(length);
        return to.Faulted ? 0 : done;
    }

    /// <inheritdoc/>
    public override Result Write(Thread thread, ref Transfer from)
    {
        if (from.Remaining == 0)
            return 0;
        bool atomic = from.Remaining <= Pipe.AtomicSize;
        long done = 0;
        while (true)
        {
            if (Pipe.Readers == 0)
            {
                if (done != 0)
                    return done;
                thread.Post(SignalInfo.FromUser(Signal.SIGPIPE, SignalInfo.SI_USER, thread.Process));
                return Errno.EPIPE;
            }

            // What fits on the page of the bytes before it becomes one with them.
            bool inPackets = (Flags & OpenFlags.Direct) != 0 && !(atomic && Pipe.EndsInBytes);
            if (Pipe.HasRoom(atomic ? (long)from.Remaining : 1, inPackets))
            {
                Errno error = Fill(ref from, inPackets, ref done);
                if (done != 0)
                    WakeUp(PollEvents.Readable);
                if (error != Errno.None)
                    return done == 0 ? error : done;
                if (from.Remaining == 0)
                    return done;
            }

            if (IsNonBlocking)
                return done == 0 ? Errno.EAGAIN : done;
            if (Pipe.Changes.Wait(thread, Clock.Never, (uint)PollEvents.Writable) == WakeReason.Interrupted)
                return done == 0 ? Errno.ERESTARTSYS : done;
        }
    }

    /// <inheritdoc/>
    public override Result Control(Thread thread, uint request, ulong argument) =>
        request == FIONREAD ? Guest.Write(argument, Pipe.Count) : Errno.ENOTTY;

    /// <inheritdoc/>
    public override PollEvents Poll(Thread thread)
    {
        PollEvents events = PollEvents.None;
        if (CanRead)
        {
            if (Pipe.Count != 0)
                events |= PollEvents.Readable;
            if (Pipe.Writers == 0 && WritersSeen != Pipe.WritersEver)
                events |= PollEvents.HangUp;
        }

        if (CanWrite)
        {
            if (Pipe.HasRoom(Pipe.AtomicSize, asPacket: true))
                events |= PollEvents.Writable;
            if (Pipe.Readers == 0)
                events |= PollEvents.Error;
        }

        return events;
    }

    /// <inheritdoc/>
    protected override void OnClose()
    {
        if (CanRead)
            Pipe.Readers--;
        if (CanWrite)
            Pipe.Writers--;
        if (Pipe.Readers == 0 && Pipe.Writers == 0)
            Pipe.Free();
        else
            Pipe.Changes.Wake();
    }

    /// <summary>Copies what waits in another pipe, which keeps it (tee(2)); gives how many bytes.</summary>
    public Result CopyFrom(PipeEnd other, int count)
    {
        int done = 0;
        while (done < count)
        {
            ReadOnlySpan<byte> piece = other.Pipe.Peek(done);
            Span<byte> room = Pipe.Poke();
            int part = int.Min(int.Min(piece.Length, room.Length), count - done);
            if (part == 0)
                break;
            piece[..part].CopyTo(room);
            Pipe.Commit(part);
            Pipe.Added(part, asPacket: false);
            done += part;
        }

        WakeUp(PollEvents.Readable);
        return done;
    }

    /// <summary>Takes bytes out that were copied from <see cref="PageRing.Peek"/>; never more than there are.</summary>
    public void Take(int count)
    {
        Pipe.Consume(int.Min(count, Pipe.Count));
        if (count != 0)
            WakeUp(PollEvents.Writable);
    }

    private void WakeUp(PollEvents events)
    {
        if (!Pipe.Changes.IsEmpty)
            Pipe.Changes.Wake(mask: (uint)events);
    }

    private Errno Fill(ref Transfer from, bool inPackets, ref long done)
    {
        while (from.Remaining != 0)
        {
            if (inPackets && !Pipe.HasRoom((long)ulong.Min(from.Remaining, Pipe.AtomicSize), inPackets))
                return Errno.None;
            int packet = 0, most = inPackets ? Pipe.AtomicSize : int.MaxValue;
            while (packet < most && from.Remaining != 0 && !from.Faulted)
            {
                Span<byte> room = Pipe.Poke();
                if (room.Length == 0)
                    break;
                int taken = from.Take(room[..(int)ulong.Min((ulong)int.Min(room.Length, most - packet), from.Remaining)]);
                Pipe.Commit(taken);
                packet += taken;
            }

            if (from.Faulted && inPackets)
            {
                Pipe.Uncommit(packet);
                return Errno.EFAULT;
            }

            Pipe.Added(packet, inPackets);
            done += packet;
            if (from.Faulted)
                return Errno.EFAULT;
            if (packet == 0)
                return Pipe.Room == 0 ? Errno.None : Errno.ENOMEM;
        }

        return Errno.None;
    }
}
