using System;

namespace LiteBox.North;

/// <summary>
/// A socket (socket(2)): an open file with an address, perhaps a peer, and messages. The families derive from it; what
/// one does not have fails as it does on Linux.
/// </summary>
public abstract partial class Socket : OpenFile
{
    private const uint SIOCINQ = 0x541B, SIOCOUTQ = 0x5411, SIOCSPGRP = 0x8902, SIOCGPGRP = 0x8904, FIOSETOWN = 0x8901, FIOGETOWN = 0x8903;

    /// <summary>A socket; of the flags only O_NONBLOCK counts.</summary>
    protected Socket(AddressFamily family, SocketType kind, int protocol, OpenFlags flags)
        : base(new SocketNode(), (flags & OpenFlags.NonBlocking) | OpenFlags.ReadWrite)
    {
        Family = family;
        Kind = kind;
        Protocol = protocol;
        Flags &= ~OpenFlags.LargeFile;
        ByteBuilder name = new(24);
        name.Append("socket:["u8);
        name.AppendDecimal(Node.Number);
        name.Append((byte)']');
        SetName(null, name.Text);
    }

    /// <summary>Its family of addresses.</summary>
    public AddressFamily Family { get; }

    /// <summary>Its type.</summary>
    public SocketType Kind { get; }

    /// <summary>Its protocol, as SO_PROTOCOL tells it.</summary>
    public int Protocol { get; }

    /// <summary>True while it listens for connections.</summary>
    public virtual bool IsListening => false;

    /// <summary>bind(2).</summary>
    public abstract Errno Bind(Thread thread, ReadOnlySpan<byte> address);

    /// <summary>listen(2).</summary>
    public virtual Errno Listen(Thread thread, int backlog) => Errno.EOPNOTSUPP;

    /// <summary>accept4(2); the caller owns the reference to the new socket, to which only O_NONBLOCK of the flags goes.</summary>
    public virtual Errno Accept(Thread thread, OpenFlags flags, out Socket? accepted)
    {
        accepted = null;
        return Errno.EOPNOTSUPP;
    }

    /// <summary>connect(2).</summary>
    public abstract Errno Connect(Thread thread, ReadOnlySpan<byte> address);

    /// <summary>shutdown(2).</summary>
    public abstract Errno Shutdown(Thread thread, bool receive, bool send);

    /// <summary>getsockname(2): gives the bytes of the address.</summary>
    public abstract Result GetName(Thread thread, Span<byte> address);

    /// <summary>getpeername(2). ENOTCONN.</summary>
    public abstract Result GetPeerName(Thread thread, Span<byte> address);

    /// <summary>sendmsg(2): gives the bytes sent. What the message holds of descriptors is taken over or released.</summary>
    public abstract Result Send(Thread thread, scoped ref Message message);

    /// <summary>recvmsg(2): gives the bytes received.</summary>
    public abstract Result Receive(Thread thread, scoped ref Message message);

    /// <inheritdoc/>
    public override Result Read(Thread thread, ref Transfer to)
    {
        if (to.Remaining == 0)
            return 0;
        Message message = new() { Data = to };
        Result result = Receive(thread, ref message);
        to = message.Data;

        // read(2) has nowhere to put descriptors: they are closed (unix(7)).
        message.ReleaseFiles();
        return result;
    }

    /// <inheritdoc/>
    public override bool TellsBySignal => true;

    /// <inheritdoc/>
    public override Result Write(Thread thread, ref Transfer from)
    {
        Message message = new() { Data = from };
        Result result = Send(thread, ref message);
        from = message.Data;
        return result;
    }

    /// <inheritdoc/>
    public override Result Control(Thread thread, uint request, ulong argument)
    {
        switch (request)
        {
            case SIOCINQ:
                Result waiting = GetReadable(thread);
                return waiting.Failed ? waiting : Guest.Write(argument, (int)waiting.Value);
            case SIOCOUTQ:
                return Guest.Write(argument, GetUnsent(thread));
            case SIOCGPGRP or FIOGETOWN:
                return Guest.Write(argument, 0);
            case SIOCSPGRP or FIOSETOWN:
                // SIGIO is never sent.
                return Guest.Read(argument, out int _);
            default:
                return Interfaces.Control(request, argument);
        }
    }

    /// <summary>SIOCINQ: bytes that can be read, or those of the next message.</summary>
    protected abstract Result GetReadable(Thread thread);

    /// <summary>SIOCOUTQ: bytes that the peer has not taken.</summary>
    protected abstract int GetUnsent(Thread thread);

    /// <summary>True when a call with these flags must not wait.</summary>
    protected bool MayNotWait(in Message message) => IsNonBlocking || message.Asks(MessageFlags.DontWait);

    /// <summary>
    /// Waits for one of some events. EAGAIN when the time is over. A signal ends the wait: the call is made again, unless it has
    /// a time limit (signal(7)).
    /// </summary>
    protected static Errno Await(Thread thread, WaitQueue queue, PollEvents events, long deadline) =>
        queue.Wait(thread, deadline, (uint)events) switch
        {
            WakeReason.Woken => Errno.None,
            WakeReason.TimedOut => Errno.EAGAIN,
            _ => deadline == Clock.Never ? Errno.ERESTARTSYS : Errno.EINTR,
        };

    /// <summary>EPIPE, and the signal that goes with it unless the caller wants none.</summary>
    protected static Errno BreakPipe(Thread thread, in Message message)
    {
        if (!message.Asks(MessageFlags.NoSignal))
            thread.Post(SignalInfo.FromUser(Signal.SIGPIPE, SignalInfo.SI_USER, thread.Process));
        return Errno.EPIPE;
    }
}
