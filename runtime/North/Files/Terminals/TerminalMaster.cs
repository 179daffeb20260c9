using System;

namespace LiteBox.North;

/// <summary>The master of a pseudo-terminal.</summary>
public sealed class TerminalMaster : OpenFile
{
    private const uint TIOCGPTN = 0x8004_5430, TIOCSPTLCK = 0x4004_5431, TIOCGPTLCK = 0x8004_5439, TIOCGPTPEER = 0x5441,
        TIOCSIG = 0x4004_5436, TIOCOUTQ = 0x5411, FIONREAD = 0x541B, TCFLSH = 0x540B;

    /// <summary>Opens it.</summary>
    public TerminalMaster(Inode inode, Terminal terminal, OpenFlags flags)
        : base(inode, flags) => Terminal = terminal;

    /// <summary>The terminal.</summary>
    public Terminal Terminal { get; }

    /// <inheritdoc/>
    public override WaitQueue Changes => Terminal.MasterChanges;

    /// <inheritdoc/>
    public override bool TellsBySignal => true;

    /// <inheritdoc/>
    public override Result Read(Thread thread, ref Transfer to)
    {
        if (to.Remaining == 0)
            return 0;
        while (Terminal.OutputCount == 0)
        {
            if (Terminal.IsSlaveGone)
                return Errno.EIO;
            if (IsNonBlocking)
                return Errno.EAGAIN;
            if (Changes.Wait(thread, Clock.Never, (uint)PollEvents.Readable) == WakeReason.Interrupted)
                return Errno.ERESTARTSYS;
        }

        long done = 0;
        while (to.Remaining != 0 && Terminal.OutputCount != 0 && !to.Faulted)
        {
            int count = to.Put(Terminal.PeekOutput());
            Terminal.SkipOutput(count);
            done += count;
        }

        return done == 0 && to.Faulted ? Errno.EFAULT : done;
    }

    /// <inheritdoc/>
    public override Result Write(Thread thread, ref Transfer from)
    {
        Span<byte> buffer = stackalloc byte[256];
        long done = 0;
        while (from.Remaining != 0)
        {
            if (!Terminal.HasInputRoom)
            {
                if (done != 0 || IsNonBlocking)
                    return done == 0 ? Errno.EAGAIN : done;
                if (Changes.Wait(thread, Clock.Never, (uint)PollEvents.Writable) == WakeReason.Interrupted)
                    return Errno.ERESTARTSYS;
                continue;
            }

            // A byte at a time where the room may end in between: what was taken must not be lost.
            int taken = from.Take(buffer[..(int)ulong.Min(from.Remaining, Terminal.IsCanonical ? 256ul : 1)]);
            for (int i = 0; i < taken; i++)
            {
                while (Terminal.Receive(buffer.Slice(i, 1)) == 0)
                {
                    if (Changes.Wait(thread, Clock.Never, (uint)PollEvents.Writable) == WakeReason.Interrupted)
                        return done == 0 ? Errno.ERESTARTSYS : done;
                }

                done++;
            }

            if (from.Faulted)
                return done == 0 ? Errno.EFAULT : done;
        }

        return done;
    }

    /// <inheritdoc/>
    public override PollEvents Poll(Thread thread)
    {
        PollEvents events = Terminal.OutputCount != 0 ? PollEvents.Readable : PollEvents.None;
        if (Terminal.HasInputRoom)
            events |= PollEvents.Writable;
        return Terminal.IsSlaveGone ? events | PollEvents.HangUp : events;
    }

    /// <inheritdoc/>
    public override Result Control(Thread thread, uint request, ulong argument)
    {
        Errno error;
        switch (request)
        {
            case TIOCGPTN:
                return Guest.Write(argument, Terminal.Index);
            case TIOCSPTLCK:
                error = Guest.Read(argument, out int locked);
                if (error == Errno.None)
                    Terminal.IsLocked = locked != 0;
                return error;
            case TIOCGPTLCK:
                return Guest.Write(argument, Terminal.IsLocked ? 1 : 0);
            case TIOCGPTPEER:
                error = Terminals.OpenSlave(thread, Terminal, (OpenFlags)(uint)argument, out OpenFile? slave);
                return error != Errno.None ? error : thread.Process.AddFile(slave!, ((OpenFlags)(uint)argument & OpenFlags.CloseOnExec) != 0);
            case TIOCSIG:
                if ((int)argument is not (Signal.SIGINT or Signal.SIGQUIT or Signal.SIGTSTP))
                    return Errno.EINVAL;
                Terminals.SignalGroup(Terminal.ForegroundGroup, (int)argument);
                return Result.Success;
            case FIONREAD:
                return Guest.Write(argument, Terminal.OutputCount);
            case TIOCOUTQ:
                return Guest.Write(argument, 0);
            case TCFLSH:
                return Terminal.Flush(argument, isMaster: true);
            default:
                return Terminal.Control(thread, request, argument, isMaster: true);
        }
    }

    /// <inheritdoc/>
    protected override void OnClose()
    {
        Terminals.Remove(Terminal);
        Terminal.HangUp();
    }
}
