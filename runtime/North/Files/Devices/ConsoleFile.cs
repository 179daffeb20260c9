using System;

namespace LiteBox.North;

/// <summary>A standard stream of the host, or the terminal behind it.</summary>
public sealed unsafe class ConsoleFile : OpenFile
{
    private const uint TCGETS = 0x5401, TCSETS = 0x5402, TCSETSW = 0x5403, TCSETSF = 0x5404, TCSBRK = 0x5409, TCXONC = 0x540A,
        TCFLSH = 0x540B, TIOCSCTTY = 0x540E, TIOCGPGRP = 0x540F, TIOCSPGRP = 0x5410, TIOCOUTQ = 0x5411, TIOCGWINSZ = 0x5413,
        TIOCSWINSZ = 0x5414, FIONREAD = 0x541B, TIOCNOTTY = 0x5422, TIOCGSID = 0x5429;

    // Beyond this a copy of its own for the host call is cheaper than many host calls.
    private const int SmallSize = 4096;
    private const int LargeSize = 64 << 10;

    private static int s_foregroundGroup;

    /// <summary>Opens a stream.</summary>
    public ConsoleFile(Inode inode, int stream, OpenFlags flags)
        : base(inode, flags) => Stream = stream;

    /// <summary>The stream: 0, 1 or 2.</summary>
    public int Stream { get; }

    private bool IsTerminal => Node is DeviceInode;

    /// <inheritdoc/>
    public override bool IsHostPolled => HostNetwork.IsOpen;

    /// <inheritdoc/>
    public override int HostHandle => HostNetwork.IsOpen ? Stream : -1;

    /// <inheritdoc/>
    public override Result Read(Thread thread, ref Transfer to)
    {
        if (to.Remaining == 0)
            return 0;
        byte* small = stackalloc byte[SmallSize];
        Span<byte> buffer = new(small, (int)ulong.Min(to.Remaining, SmallSize));
        if (IsNonBlocking && Host.PollConsole(Stream, write: false, 0).Value <= 0)
            return Errno.EAGAIN;
        if (!thread.BeginHostCall())
            return Errno.ERESTARTSYS;
        Result read = Host.ReadConsole(Stream, buffer);
        thread.EndHostCall();
        if (read.Failed)
            return read.Error == Errno.EINTR ? Errno.ERESTARTSYS : read;
        int count = to.Put(buffer[..(int)read.Value]);
        return count == 0 && read.Value != 0 ? Errno.EFAULT : count;
    }

    /// <inheritdoc/>
    public override Result Write(Thread thread, ref Transfer from)
    {
        if (from.Remaining <= SmallSize)
        {
            byte* small = stackalloc byte[SmallSize];
            return WriteAll(thread, ref from, new Span<byte>(small, SmallSize));
        }

        nuint pages = Host.AllocatePages(LargeSize);
        if (pages == 0)
            return Errno.ENOMEM;
        Result result = WriteAll(thread, ref from, new Span<byte>((void*)pages, LargeSize));
        Host.FreePages(pages, LargeSize);
        return result;
    }

    /// <inheritdoc/>
    public override Result Control(Thread thread, uint request, ulong argument)
    {
        if (request == FIONREAD && Stream == 0)
        {
            Result ready = Host.PollConsole(Stream, write: false, 0);
            return Guest.Write(argument, ready.Value > 0 ? 1 : 0);
        }

        return IsTerminal ? ControlTerminal(thread, request, argument) : Errno.ENOTTY;
    }

    /// <inheritdoc/>
    public override PollEvents Poll(Thread thread)
    {
        PollEvents events = PollEvents.None;
        if (CanRead && (Stream == 0 || IsTerminal) && Host.PollConsole(Stream, write: false, 0).Value > 0)
            events |= PollEvents.Readable;
        if (CanWrite && Host.PollConsole(Stream, write: true, 0).Value > 0)
            events |= PollEvents.Writable;
        return events;
    }

    private Result WriteAll(Thread thread, ref Transfer from, Span<byte> buffer)
    {
        long done = 0;
        while (from.Remaining != 0)
        {
            int taken = from.Take(buffer[..(int)ulong.Min(from.Remaining, (ulong)buffer.Length)]);
            if (taken == 0)
                return done == 0 ? Errno.EFAULT : done;
            ReadOnlySpan<byte> rest = buffer[..taken];
            while (rest.Length > 0)
            {
                if (IsNonBlocking && Host.PollConsole(Stream, write: true, 0).Value <= 0)
                    return done == 0 ? Errno.EAGAIN : done;
                if (!thread.BeginHostCall())
                    return done == 0 ? Errno.ERESTARTSYS : done;
                Result written = Host.WriteConsole(Stream, rest);
                thread.EndHostCall();
                if (written.Failed)
                    return Fail(thread, written.Error, done);
                done += written.Value;
                rest = rest[(int)written.Value..];
            }

            if (from.Faulted)
                break;
        }

        return done;
    }

    private static Result Fail(Thread thread, Errno error, long done)
    {
        if (done != 0)
            return done;
        if (error == Errno.EPIPE)
            thread.Post(SignalInfo.FromUser(Signal.SIGPIPE, SignalInfo.SI_USER, thread.Process));
        return error == Errno.EINTR ? Errno.ERESTARTSYS : error;
    }

    private Result ControlTerminal(Thread thread, uint request, ulong argument)
    {
        switch (request)
        {
            case TCGETS:
                return Guest.Write(argument, Consoles.Settings);
            case TCSETS or TCSETSW or TCSETSF:
                Errno error = Guest.Read(argument, out TerminalSettings settings);
                if (error == Errno.None)
                    Consoles.Settings = settings;
                return error;
            case TIOCGWINSZ:
                (int rows, int columns) = Host.ConsoleSize(Stream);
                return Guest.Write(argument, (ulong)(ushort)rows | (ulong)(ushort)columns << 16);
            case TIOCGPGRP:
                return Guest.Write(argument, s_foregroundGroup == 0 ? thread.Process.Group : s_foregroundGroup);
            case TIOCSPGRP:
                error = Guest.Read(argument, out int group);
                if (error == Errno.None)
                    s_foregroundGroup = group;
                return error;
            case TIOCGSID:
                return Guest.Write(argument, thread.Process.Session);
            case TIOCOUTQ:
                return Guest.Write(argument, 0);
            case TCSBRK or TCXONC or TCFLSH or TIOCSCTTY or TIOCNOTTY or TIOCSWINSZ:
                return 0;
            default:
                return Errno.ENOTTY;
        }
    }
}
