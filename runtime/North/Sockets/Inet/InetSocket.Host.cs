using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace LiteBox.North;

/// <content>
/// The host's network. Each socket has one of the host beside it until it is clear where it belongs: binding a granted port or
/// sending to a granted address moves it out, for good; listening and connecting inside keep it in. Out there, calls are those
/// of the host, with its blocking mode, time limits and errors.
/// </content>
public sealed partial class InetSocket
{
    private const int NoHandle = -1;
    private const int MostAnswers = 4096;

    private int _handle = NoHandle;
    private bool _isOnHost;

    // Control messages may come with what is received.
    private bool _asksControl;

    // Who has sent datagrams to a granted port: they may be answered.
    private Dictionary<Endpoint, bool>? _answerable;

    /// <inheritdoc/>
    public override bool IsHostPolled => Capability.HostSockets && _isOnHost;

    /// <inheritdoc/>
    public override int HostHandle => IsHostPolled ? _handle : NoHandle;

    /// <summary>True for a stream socket of the host's network.</summary>
    internal bool IsHostStream => IsHostPolled && IsStream;

    /// <summary>
    /// Makes a socket without an address; protocol 0 is the usual one of the kind. UDP-Lite stays inside. EMFILE and the like when
    /// the host gives none.
    /// </summary>
    public static Errno Create(AddressFamily family, SocketType kind, int protocol, OpenFlags flags, [NotNullWhen(true)] out InetSocket? socket)
    {
        socket = null;
        int handle = NoHandle;
        if (HostNetwork.IsOpen && protocol != SocketOption.UdpLite)
        {
            Result opened = HostSockets.Open(family == AddressFamily.Inet6, kind == SocketType.Stream, (flags & OpenFlags.NonBlocking) != 0);
            if (opened.Failed)
                return opened.Error;
            handle = (int)opened.Value;
        }

        if (protocol == 0)
            protocol = kind == SocketType.Stream ? SocketOption.Tcp : SocketOption.Udp;
        socket = new InetSocket(family, kind, protocol, flags) { _handle = handle };
        return Errno.None;
    }

    /// <inheritdoc/>
    public override Errno Accept(Thread thread, OpenFlags flags, out Socket? accepted)
    {
        if (!IsHostPolled)
            return base.Accept(thread, flags, out accepted);
        accepted = null;
        bool nonBlocking = (flags & OpenFlags.NonBlocking) != 0;
        bool now = IsNonBlocking;
        if (!BeginCall(thread, now))
            return Errno.ERESTARTSYS;
        Result handle = HostSockets.Accept(_handle, nonBlocking, now);
        thread.EndHostCall();
        if (handle.Failed)
            return Interrupted(handle.Error, ReceiveTimeout);
        InetSocket socket = new(Family, Kind, Protocol, flags) { _handle = (int)handle.Value, _isOnHost = true, _asksControl = _asksControl };
        socket.InheritOptions(this);
        accepted = socket;
        return Errno.None;
    }

    /// <inheritdoc/>
    public override Result Send(Thread thread, scoped ref Message message)
    {
        if (!Capability.HostSockets || _handle == NoHandle)
            return base.Send(thread, ref message);
        bool isDatagram = !IsStream && message.Name.Length != 0;
        if (isDatagram)
        {
            Errno error = ParseTarget(message.Name, out Endpoint target);
            if (error == Errno.None)
                error = Leave(target, isDatagram: true);
            if (error != Errno.None)
            {
                message.ReleaseFiles();
                return error;
            }
        }

        return IsHostPolled ? SendOnHost(thread, ref message, isDatagram) : base.Send(thread, ref message);
    }

    /// <inheritdoc/>
    public override Result Receive(Thread thread, scoped ref Message message)
    {
        // Nothing inside puts anything there; what it reads is never data.
        if (!IsHostPolled)
            return message.Asks(MessageFlags.ErrorQueue) ? Errno.EAGAIN : base.Receive(thread, ref message);
        bool now = MayNotWait(message);
        bool wanted = !now && !thread.BeginHostCall();
        if (now || wanted)
            thread.BeginQuickHostCall();
        now |= wanted;
        bool noName = message.Name.Length == 0 && _answerable is null;
        Span<byte> name = stackalloc byte[Message.NameCapacity];
        uint flags = (uint)(message.Flags & ~MessageFlags.CloseOnExec);
        bool noControl = message.Control.Length == 0 || !(_asksControl || message.Asks(MessageFlags.ErrorQueue));
        int nameLength = 0;
        Result result;
        if (message.Data.IsOwn)
        {
            result = HostSockets.Receive(_handle, message.Data.Own, flags, now);
        }
        else if (noName && noControl && message.Data.IsOneRange)
        {
            result = HostSockets.Receive(_handle, message.Data.Range, flags, now);
        }
        else
        {
            Span<HostRange> few = stackalloc HostRange[8];
            Span<byte> control = noControl ? default : message.Control;
            result = HostSockets.ReceiveMessage(_handle, message.Data.Ranges(few), name, out nameLength, control, out message.ControlLength, ref flags, now);
            message.Outcome = (MessageFlags)flags & (MessageFlags.Truncated | MessageFlags.EndOfRecord | MessageFlags.ErrorQueue
                | MessageFlags.ControlTruncated);
        }

        thread.EndHostCall();
        if (result.Failed)
            return wanted && result.Error == Errno.EAGAIN ? Errno.ERESTARTSYS : Interrupted(result.Error, ReceiveTimeout);
        if (nameLength != 0 && !IsStream)
        {
            message.SetName(name[..nameLength]);
            NoteAnswerable(name[..nameLength]);
        }

        return result;
    }

    /// <inheritdoc/>
    protected override void OnFlagsChanged()
    {
        if (!Capability.HostSockets || _handle == NoHandle)
            return;
        HostHandles.Forget();
        _ = HostSockets.SetNonBlocking(_handle, IsNonBlocking);
    }

    private Result SendOnHost(Thread thread, scoped ref Message message, bool hasName)
    {
        message.ReleaseFiles();
        uint flags = (uint)message.Flags;
        Span<byte> control = stackalloc byte[IsStream || message.Control.Length == 0 ? 0 : Message.ControlCapacity];
        if (control.Length != 0)
        {
            Errno error = SelectControl(message.Control, ref control);
            if (error != Errno.None)
                return error;
        }

        bool now = MayNotWait(message);
        bool wanted = !now && !thread.BeginHostCall();
        if (now || wanted)
            thread.BeginQuickHostCall();
        now |= wanted;
        Result result;
        if (message.Data.IsOwn)
        {
            result = HostSockets.Send(_handle, message.Data.Own, flags, now);
        }
        else if (!hasName && control.Length == 0 && message.Data.IsOneRange)
        {
            result = HostSockets.Send(_handle, message.Data.Range, flags, now);
        }
        else
        {
            Span<HostRange> few = stackalloc HostRange[8];
            result = HostSockets.SendMessage(_handle, message.Data.Ranges(few), hasName ? message.Name : default, control, flags, now);
        }

        thread.EndHostCall();
        return result.Error switch
        {
            Errno.None => result,
            Errno.EPIPE => BreakPipe(thread, message),
            Errno.EAGAIN when wanted => Errno.ERESTARTSYS,
            _ => Interrupted(result.Error, SendTimeout),
        };
    }

    /// <summary>bind(2): a granted port is the host's. None when the address is not.</summary>
    private Errno BindOnHost(ReadOnlySpan<byte> address, in Endpoint local, out bool isDone)
    {
        isDone = false;
        if (!Capability.HostSockets || _handle == NoHandle || _isBound)
            return Errno.None;
        if (local.Port == 0 ? !_isOnHost : !HostNetwork.MayListen(local.Port))
            return _isOnHost ? Errno.EACCES : Errno.None;
        isDone = true;
        Errno error = HostSockets.Bind(_handle, address);
        if (error == Errno.None)
        {
            MoveOut();
            if (!IsStream)
                _answerable = new Dictionary<Endpoint, bool>();
        }

        return error;
    }

    private Errno ConnectOnHost(Thread thread, ReadOnlySpan<byte> address)
    {
        bool now = IsNonBlocking;
        if (!BeginCall(thread, now))
            return Errno.ERESTARTSYS;
        Errno error = HostSockets.Connect(_handle, address, now);
        thread.EndHostCall();
        return Interrupted(error, SendTimeout);
    }

    /// <summary>
    /// Decides where something for an address goes: out when it is granted, unless someone inside has that address. EACCES for what
    /// is neither granted nor inside.
    /// </summary>
    private Errno Leave(Endpoint target, bool isDatagram)
    {
        if (target.IsAny)
            target = Endpoint.Loopback(target.IsV4, target.Port);
        if (_isOnHost)
            return HostNetwork.MayConnect(target) || (_answerable?.ContainsKey(target) ?? false) ? Errno.None : Errno.EACCES;
        bool isInside = target.IsLoopback && Ports.Find(target, default, listening: !isDatagram) is not null;
        if (!isInside && HostNetwork.MayConnect(target))
            MoveOut();
        return _isOnHost || target.IsLoopback ? Errno.None : Errno.EACCES;
    }

    /// <summary>From now on it is a socket of the host's network.</summary>
    private void MoveOut()
    {
        if (_isOnHost)
            return;
        Unbind();
        _isOnHost = true;
        WatchOnHost();
        Changes.Wake();
    }

    /// <summary>It stays inside: the host's socket is not needed.</summary>
    private void StayInside()
    {
        if (!Capability.HostSockets || _handle == NoHandle)
            return;
        HostHandles.Close(_handle);
        _handle = NoHandle;
    }

    private PollEvents PollOnHost()
    {
        Span<HostPoll> one = stackalloc HostPoll[1];
        one[0] = new HostPoll { Handle = _handle, Events = ushort.MaxValue };
        return HostSockets.Poll(one, 0).Value == 1 ? (PollEvents)one[0].Ready : PollEvents.None;
    }

    private void NoteAnswerable(ReadOnlySpan<byte> name)
    {
        if (_answerable is null || name.Length < (IsV4Only ? Endpoint.InetBytes : Endpoint.Inet6Bytes))
            return;

        // Whoever fills the table can only make the guest forget older ones.
        if (_answerable.Count >= MostAnswers)
            _answerable.Clear();
        _answerable[Endpoint.Read(name, Family)] = true;
    }

    /// <summary>Gives the lock up for a call; false when it may wait and a signal waits for the thread.</summary>
    private static bool BeginCall(Thread thread, bool now)
    {
        if (!now)
            return thread.BeginHostCall();
        thread.BeginQuickHostCall();
        return true;
    }

    private static Errno Interrupted(Errno error, long timeout) =>
        error == Errno.EINTR && timeout == Clock.Never ? Errno.ERESTARTSYS : error;
}
