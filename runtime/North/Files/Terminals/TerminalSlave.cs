using System;

namespace LiteBox.North;

/// <summary>An open slave of a pseudo-terminal.</summary>
public sealed class TerminalSlave : OpenFile
{
    private const uint TIOCOUTQ = 0x5411, FIONREAD = 0x541B, TCFLSH = 0x540B, TIOCSPGRP = 0x5410;
    private const int BufferSize = 512;

    /// <summary>Opens it.</summary>
    public TerminalSlave(Inode inode, Terminal terminal, OpenFlags flags)
        : base(inode, flags)
    {
        Terminal = terminal;
        terminal.AddSlave();
    }

    /// <summary>The terminal.</summary>
    public Terminal Terminal { get; }

    /// <inheritdoc/>
    public override WaitQueue Changes => Terminal.SlaveChanges;

    /// <inheritdoc/>
    public override bool TellsBySignal => true;

    /// <inheritdoc/>
    public override Result Read(Thread thread, ref Transfer to)
    {
        if (Terminal.IsHungUp)
            return 0;
        Errno error = Terminal.Check(thread, Signal.SIGTTIN);
        if (error != Errno.None)
            return error;
        // Without VMIN the time runs from the start; with it, from each byte to the next.
        (int minimum, long time) = Terminal.IsCanonical ? (1, 0) : Terminal.ReadLimits;
        long deadline = !Terminal.IsCanonical && minimum == 0 ? Clock.DeadlineAfter(time) : Clock.Never;
        bool betweenBytes = minimum != 0 && time != 0;
        minimum = int.Max(minimum, 1);
        Span<byte> buffer = stackalloc byte[BufferSize];
        long done = 0;
        while (to.Remaining != 0)
        {
            if (!Terminal.HasInput(1))
            {
                Errno ended = Wait(thread, deadline);
                if (ended == Errno.None)
                    continue;
                return done != 0 || ended == Errno.ETIMEDOUT ? done : ended;
            }

            int read = Terminal.Read(buffer[..(int)ulong.Min(to.Remaining, BufferSize)], out bool lineEnded);
            done += to.Put(buffer[..read]);
            if (to.Faulted)
                return done == 0 ? Errno.EFAULT : done;
            // What is left of a line that filled the buffer is read on.
            if (Terminal.IsCanonical ? lineEnded || read == 0 : done >= minimum && !Terminal.HasInput(1))
                return done;
            if (betweenBytes)
                deadline = Clock.DeadlineAfter(time);
        }

        return done;
    }

    /// <inheritdoc/>
    public override Result Write(Thread thread, ref Transfer from)
    {
        if (Terminal.StopsBackgroundWrites)
        {
            Errno error = Terminal.Check(thread, Signal.SIGTTOU);
            if (error != Errno.None)
                return error;
        }

        Span<byte> buffer = stackalloc byte[BufferSize];
        long done = 0;
        while (from.Remaining != 0)
        {
            int taken = from.Take(buffer[..(int)ulong.Min(from.Remaining, BufferSize)]);
            for (int at = 0; at < taken;)
            {
                if (Terminal.IsHungUp)
                    return done == 0 ? Errno.EIO : done;
                int written = Terminal.Write(buffer[at..taken]);
                at += written;
                done += written;
                if (at == taken)
                    break;
                if (IsNonBlocking)
                    return done == 0 ? Errno.EAGAIN : done;
                if (Changes.Wait(thread, Clock.Never, (uint)PollEvents.Writable) == WakeReason.Interrupted)
                    return done == 0 ? Errno.ERESTARTSYS : done;
            }

            if (from.Faulted)
                return done == 0 ? Errno.EFAULT : done;
        }

        return done;
    }

    /// <inheritdoc/>
    public override PollEvents Poll(Thread thread)
    {
        if (Terminal.IsHungUp)
            return PollEvents.AlwaysReady | PollEvents.HangUp | PollEvents.Error;
        (int minimum, long time) = Terminal.ReadLimits;
        PollEvents events = Terminal.HasInput(time == 0 ? minimum : 1) ? PollEvents.Readable : PollEvents.None;
        return Terminal.CanWrite ? events | PollEvents.Writable : events;
    }

    /// <inheritdoc/>
    public override Result Control(Thread thread, uint request, ulong argument)
    {
        if (Terminal.IsHungUp)
            return request == TIOCSPGRP ? Errno.ENOTTY : Errno.EIO;
        return request switch
        {
            FIONREAD => Guest.Write(argument, Terminal.InputCount),
            TIOCOUTQ => Guest.Write(argument, Terminal.OutputCount),
            TCFLSH => Terminal.Check(thread, Signal.SIGTTOU) is var error and not Errno.None ? error : Terminal.Flush(argument, isMaster: false),
            _ => Terminal.Control(thread, request, argument, isMaster: false),
        };
    }

    /// <inheritdoc/>
    protected override void OnClose() => Terminal.RemoveSlave();

    /// <summary>Sleeps until input may have come. ETIMEDOUT, EAGAIN, ERESTARTSYS.</summary>
    private Errno Wait(Thread thread, long deadline)
    {
        if (Terminal.IsHungUp || (deadline != Clock.Never && Clock.Monotonic >= deadline))
            return Errno.ETIMEDOUT;
        if (IsNonBlocking)
            return Errno.EAGAIN;
        return Changes.Wait(thread, deadline, (uint)PollEvents.Readable) switch
        {
            WakeReason.Interrupted => Errno.ERESTARTSYS,
            WakeReason.TimedOut => Errno.ETIMEDOUT,
            _ => Errno.None,
        };
    }
}
