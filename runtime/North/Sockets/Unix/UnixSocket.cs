using System;

namespace LiteBox.North;

/// <summary>A socket of the family AF_UNIX (unix(7)).</summary>
public sealed partial class UnixSocket : InsideSocket
{
    private const int MostMessages = 10;

    private byte[]? _name;
    private bool _ownsName;
    private SocketName? _file;
    private SocketCredentials _owner;
    private SocketCredentials _peerOwner = new() { User = uint.MaxValue, Group = uint.MaxValue };

    /// <summary>A socket without a name.</summary>
    public UnixSocket(SocketType kind, OpenFlags flags)
        : base(AddressFamily.Unix, kind, 0, flags) => UnixNames.All.Add(Node.Number, this);

    /// <summary>True once it is bound.</summary>
    internal bool IsNamed => _name is not null;

    /// <inheritdoc/>
    public override SocketCredentials PeerCredentials => _peerOwner;

    /// <inheritdoc/>
    internal override byte[] NameFor(InsideSocket receiver) => _name ?? [];

    /// <summary>socketpair(2).</summary>
    public static void CreatePair(Thread thread, SocketType kind, OpenFlags flags, out UnixSocket first, out UnixSocket second)
    {
        first = new UnixSocket(kind, flags);
        second = new UnixSocket(kind, flags);
        Pair(first, second);
        first._peerOwner = second._peerOwner = SocketCredentials.Of(thread.Process);
    }

    /// <inheritdoc/>
    public override Errno Bind(Thread thread, ReadOnlySpan<byte> address)
    {
        if (!UnixAddress.IsValid(address, mayBeEmpty: true))
            return Errno.EINVAL;
        if (address.Length == UnixAddress.PathOffset)
            return _name is null ? BindAutomatically() : Errno.None;
        if (UnixAddress.IsAbstract(address))
        {
            if (_name is not null)
                return Errno.EINVAL;
            byte[] name = address.ToArray();
            Errno taken = UnixNames.Add(name, this);
            if (taken == Errno.None)
                (_name, _ownsName) = (name, true);
            return taken;
        }

        ReadOnlySpan<byte> path = UnixAddress.PathOf(address);
        Errno error = FileCalls.MakeSocket(thread, path, this, out _file);
        if (error != Errno.None)
            return error == Errno.EEXIST ? Errno.EADDRINUSE : error;
        byte[] own = new byte[UnixAddress.PathOffset + path.Length + 1];
        UnixAddress.Unnamed.CopyTo(own);
        path.CopyTo(own.AsSpan(UnixAddress.PathOffset));
        _name = own;
        return Errno.None;
    }

    /// <inheritdoc/>
    public override Errno Listen(Thread thread, int backlog)
    {
        if (!HasConnections)
            return Errno.EOPNOTSUPP;
        if (_name is null || IsConnected)
            return Errno.EINVAL;
        _owner = SocketCredentials.Of(thread.Process);
        BeginListening(backlog);
        return Errno.None;
    }

    /// <inheritdoc/>
    public override Errno Connect(Thread thread, ReadOnlySpan<byte> address)
    {
        if (!HasConnections)
            return ConnectDatagram(thread, address);
        if (!UnixAddress.IsValid(address, mayBeEmpty: false))
            return Errno.EINVAL;
        if (PassesCredentials && _name is null)
            BindAutomatically();
        byte[] target = address.ToArray();
        long deadline = Clock.DeadlineAfter(SendTimeout);
        while (true)
        {
            Errno error = UnixNames.Find(thread, target, out UnixSocket? listener);
            if (error != Errno.None)
                return error;
            if (listener!.Kind != Kind)
                return Errno.EPROTOTYPE;
            if (!listener.IsListening || listener.ReceiveShut)
                return Errno.ECONNREFUSED;
            if (!listener.IsBacklogFull)
            {
                if (IsListening)
                    return Errno.EINVAL;
                if (IsConnected)
                    return Errno.EISCONN;
                _owner = SocketCredentials.Of(thread.Process);
                _peerOwner = listener._owner;
                ConnectTo(listener);
                return Errno.None;
            }

            error = IsNonBlocking ? Errno.EAGAIN : AwaitRoom(thread, listener, deadline);
            if (error != Errno.None)
                return error;
        }
    }

    /// <inheritdoc/>
    public override Errno Shutdown(Thread thread, bool receive, bool send)
    {
        HearShutdown(receive, send);
        if (HasConnections && Peer is UnixSocket peer)
            peer.HearShutdown(send, receive);
        return Errno.None;
    }

    /// <inheritdoc/>
    public override Result GetName(Thread thread, Span<byte> address)
    {
        ReadOnlySpan<byte> name = _name is null ? UnixAddress.Unnamed : _name;
        name.CopyTo(address);
        return name.Length;
    }

    /// <inheritdoc/>
    public override Result GetPeerName(Thread thread, Span<byte> address) =>
        Peer is null || !IsConnected ? Errno.ENOTCONN : ((UnixSocket)Peer).GetName(thread, address);

    /// <inheritdoc/>
    public override Result Send(Thread thread, scoped ref Message message)
    {
        if (message.Asks(MessageFlags.OutOfBand))
        {
            message.ReleaseFiles();
            return Errno.EOPNOTSUPP;
        }

        if (Kind == SocketType.Stream && message.Name.Length != 0)
        {
            message.ReleaseFiles();
            return IsConnected ? Errno.EISCONN : Errno.EOPNOTSUPP;
        }

        if (!message.HasSender)
        {
            message.Sender = SocketCredentials.OfSender(thread.Process);
            message.HasSender = true;
        }

        return base.Send(thread, ref message);
    }

    /// <inheritdoc/>
    public override PollEvents Poll(Thread thread)
    {
        PollEvents events = PendingError != Errno.None ? PollEvents.Error : PollEvents.None;
        if (ReceiveShut && SendShut)
            events |= PollEvents.HangUp;
        if (ReceiveShut)
            events |= PollEvents.ReadHangUp | PollEvents.Readable;
        if (HasData || HasBacklog)
            events |= PollEvents.Readable;
        if (HasConnections && !IsConnected && !IsListening)
            events |= PollEvents.HangUp;
        if (!IsListening && IsWritable())
            events |= PollEvents.Writable | PollEvents.WriteBand;
        return events;
    }

    /// <summary>Its line in /proc/net/unix.</summary>
    internal void WriteLine(ref ByteBuilder text)
    {
        const ulong AcceptsConnections = 0x1_0000;
        const ulong Unconnected = 1, Connected = 3;
        text.AppendDigits(0, 16);
        text.Append(": "u8);
        text.AppendDigits((uint)References + 1, 8);
        text.Append(" 00000000 "u8);
        text.AppendDigits(IsListening ? AcceptsConnections : 0, 8);
        text.Append((byte)' ');
        text.AppendDigits((uint)Kind, 4);
        text.Append((byte)' ');
        text.AppendDigits(IsConnected ? Connected : Unconnected, 2);
        text.Append((byte)' ');
        text.AppendDecimal(Node.Number, 5);
        if (_name is not null)
        {
            text.Append((byte)' ');
            bool isAbstract = UnixAddress.IsAbstract(_name);
            if (isAbstract)
                text.Append((byte)'@');
            text.Append(isAbstract ? _name.AsSpan()[(UnixAddress.PathOffset + 1)..] : UnixAddress.PathOf(_name));
        }

        text.Append((byte)'\n');
    }

    /// <inheritdoc/>
    protected override InsideSocket CreateEnd(InsideSocket client)
    {
        UnixSocket end = new(Kind, OpenFlags.ReadOnly) { _name = _name, _peerOwner = ((UnixSocket)client)._owner };
        end.PassCredentialsAs(this);
        return end;
    }

    /// <inheritdoc/>
    protected override void BreakConnection(Errno error)
    {
        if (Peer is not UnixSocket { IsClosed: false } peer)
            return;
        if (error != Errno.None)
            peer.PendingError = error;
        peer.HearShutdown(receive: true, send: true);
    }

    /// <inheritdoc/>
    protected override void OnClose()
    {
        UnixNames.All.Remove(Node.Number);
        if (_file is not null)
            _file.Socket = null;
        else if (_ownsName)
            UnixNames.Remove(_name!);
        base.OnClose();
        FilesInFlight.Collect();
    }

    private Errno BindAutomatically()
    {
        Errno error = UnixNames.AddAutomatic(this, out byte[] name);
        if (error == Errno.None)
            (_name, _ownsName) = (name, true);
        return error;
    }

    private Errno ConnectDatagram(Thread thread, ReadOnlySpan<byte> address)
    {
        if (address.Length >= UnixAddress.PathOffset && address[0] == 0 && address[1] == 0)
        {
            Disconnect();
            return Errno.None;
        }

        if (!UnixAddress.IsValid(address, mayBeEmpty: false))
            return Errno.EINVAL;
        if (PassesCredentials && _name is null)
            BindAutomatically();
        Errno error = UnixNames.Find(thread, address, out UnixSocket? other);
        if (error != Errno.None)
            return error;
        if (other!.Kind != Kind)
            return Errno.EPROTOTYPE;
        if (!MaySendTo(other))
            return Errno.EPERM;
        if (Peer != other)
            Disconnect();
        Peer = other;
        IsConnected = true;
        return Errno.None;
    }

    /// <summary>Forgets the peer; messages that came from it are not for the next.</summary>
    private void Disconnect()
    {
        if (Peer is null)
            return;
        Peer = null;
        IsConnected = false;
        DropAll();
        Changes.Wake();
    }

    private bool MaySendTo(UnixSocket other) => other.Peer is null || other.Peer == this;

    private bool IsWritable()
    {
        if (Kind == SocketType.Stream)
            return IsStreamWritable;
        if (!HasSendRoom)
            return false;
        if (Peer is not UnixSocket { IsClosed: false } receiver || receiver == this || receiver.Peer == this || receiver.WaitingCount <= MostMessages)
            return true;
        WatchRoom(receiver);
        return false;
    }
}
