namespace LiteBox.North;

/// <content>ioctl_tty(2).</content>
public sealed partial class Terminal
{
    private const uint TCGETS = 0x5401, TCSETS = 0x5402, TCSETSW = 0x5403, TCSETSF = 0x5404, TCSBRK = 0x5409, TCXONC = 0x540A,
        TIOCEXCL = 0x540C, TIOCNXCL = 0x540D, TIOCSCTTY = 0x540E, TIOCGPGRP = 0x540F, TIOCSPGRP = 0x5410, TIOCSTI = 0x5412,
        TIOCGWINSZ = 0x5413, TIOCSWINSZ = 0x5414, TIOCNOTTY = 0x5422, TIOCSETD = 0x5423, TIOCGETD = 0x5424, TCSBRKP = 0x5425,
        TIOCGSID = 0x5429, TIOCVHANGUP = 0x5437, TIOCGEXCL = 0x8004_5440, TIOCPKT = 0x5420;

    /// <summary>What both ends answer alike. Packet mode is not there: EINVAL.</summary>
    internal Result Control(Thread thread, uint request, ulong argument, bool isMaster)
    {
        Errno error;
        switch (request)
        {
            case TCGETS:
                return Guest.Write(argument, _settings);
            case TCSETS or TCSETSW or TCSETSF:
                error = isMaster ? Errno.None : Check(thread, Signal.SIGTTOU);
                TerminalSettings settings = default;
                if (error == Errno.None)
                    error = Guest.Read(argument, out settings);
                if (error != Errno.None)
                    return error;
                if (request == TCSETSF)
                    FlushInput();
                Set(settings);
                return Result.Success;
            case TIOCGWINSZ:
                return Guest.Write(argument, WindowSize);
            case TIOCSWINSZ:
                error = Guest.Read(argument, out ulong size);
                if (error == Errno.None)
                    SetWindowSize(size);
                return error;
            case TIOCSCTTY:
                return TakeControl(thread.Process, argument);
            case TIOCNOTTY:
                return LeaveControl(thread.Process);
            case TIOCGPGRP:
                return isMaster || Controls(thread.Process) ? Guest.Write(argument, ForegroundGroup) : Errno.ENOTTY;
            case TIOCSPGRP:
                return SetForeground(thread, argument);
            case TIOCGSID:
                return Session != 0 && (isMaster || Controls(thread.Process)) ? Guest.Write(argument, Session) : Errno.ENOTTY;
            case TCXONC:
                error = isMaster ? Errno.None : Check(thread, Signal.SIGTTOU);
                return error != Errno.None ? error : ControlFlow(argument);
            case TCSBRK or TCSBRKP:
                return isMaster ? Errno.None : Check(thread, Signal.SIGTTOU);
            case TIOCGETD:
                return Guest.Write(argument, 0);
            case TIOCSETD:
                error = Guest.Read(argument, out int discipline);
                return error != Errno.None ? error : discipline == 0 ? Errno.None : Errno.EINVAL;
            case TIOCEXCL or TIOCNXCL:
                // Exclusive use keeps out others than root, who opens it all the same.
                return Result.Success;
            case TIOCGEXCL:
                return Guest.Write(argument, 0);
            case TIOCSTI:
                if (!thread.Process.Credentials.IsPrivileged)
                    return Errno.EIO;
                error = Guest.Read(argument, out byte typed);
                if (error == Errno.None)
                    _ = Receive([typed]);
                return error;
            case TIOCVHANGUP:
                if (!thread.Process.Credentials.IsPrivileged)
                    return Errno.EPERM;
                HangUp();
                return Result.Success;
            case TIOCPKT:
                return Errno.EINVAL;
            default:
                return Errno.ENOTTY;
        }
    }

    /// <summary>tcflush(3), seen from one end.</summary>
    internal Result Flush(ulong queue, bool isMaster)
    {
        const ulong Input = 0, Output = 1, Both = 2;
        if (queue > Both)
            return Errno.EINVAL;
        if (queue is Both || queue == (isMaster ? Output : Input))
            FlushInput();
        if (queue is Both || queue == (isMaster ? Input : Output))
            FlushOutput();
        return Result.Success;
    }

    private unsafe Result ControlFlow(ulong action)
    {
        const ulong StopOutput = 0, StartOutput = 1, StopInput = 2, StartInput = 3;
        switch (action)
        {
            case StopOutput or StartOutput:
                SetStopped(action == StopOutput);
                return Result.Success;
            case StopInput or StartInput:
                byte sent = _settings.Characters[action == StopInput ? VSTOP : VSTART];
                if (sent != 0 && PutRaw(sent))
                    MasterChanges.Wake(mask: (uint)PollEvents.Readable);
                return Result.Success;
            default:
                return Errno.EINVAL;
        }
    }

    private Result TakeControl(Process process, ulong steal)
    {
        bool leads = process.Session == process.Id;
        if (leads && Controls(process))
            return Result.Success;
        if (!leads || Terminals.Of(process) is not null)
            return Errno.EPERM;
        if (Session != 0 && (steal != 1 || !process.Credentials.IsPrivileged))
            return Errno.EPERM;
        Control(process);
        return Result.Success;
    }

    /// <summary>Of a session all or none have the terminal: only its leader can give it up for all.</summary>
    private Result LeaveControl(Process process)
    {
        if (!Controls(process))
            return Errno.ENOTTY;
        if (process.Session == process.Id)
            Release();
        return Result.Success;
    }

    private Result SetForeground(Thread thread, ulong argument)
    {
        Process process = thread.Process;
        Errno error = Check(thread, Signal.SIGTTOU);
        if (error != Errno.None)
            return error == Errno.EIO ? Errno.ENOTTY : error;
        if (!Controls(process))
            return Errno.ENOTTY;
        error = Guest.Read(argument, out int group);
        if (error != Errno.None)
            return error;
        if (group < 0)
            return Errno.EINVAL;
        if (!ProcessGroups.Exists(group))
            return Errno.ESRCH;
        if (!ProcessGroups.Exists(group, Session))
            return Errno.EPERM;
        SetForeground(group);
        return Result.Success;
    }
}
