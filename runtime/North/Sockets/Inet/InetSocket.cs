using System;

namespace LiteBox.North;

/// <summary>
/// A socket of AF_INET or AF_INET6, TCP, UDP or UDP-Lite, on the loopback network of the sandbox: what one socket sends goes straight
/// into the queue of the other, as tcp(7) and udp(7) would let it arrive.
/// </summary>
public sealed partial class InetSocket : InsideSocket
{
    private const int MostUdpBytes = 65_507;

    private bool _isBound;
    private bool _isV6Only;
    private bool _sendsToV4;
    private byte[]? _name4;
    private byte[]? _name6;

    private InetSocket(AddressFamily family, SocketType kind, int protocol, OpenFlags flags)
        : base(family, kind, protocol, flags) => Local = Endpoint.Any(IsV4Only, 0);

    /// <summary>Its own address.</summary>
    internal Endpoint Local { get; private set; }

    /// <summary>The address of its peer; port 0 when it has none.</summary>
    internal Endpoint Remote { get; private set; }

    /// <summary>True when it can be reached at IPv4 addresses.</summary>
    internal bool TakesV4 => IsV4Only || !_isV6Only;

    private bool IsV4Only => Family == AddressFamily.Inet;

    private bool IsStream => Kind == SocketType.Stream;

    private PortTable Ports => IsStream ? PortTable.Tcp : IsLite ? PortTable.UdpLite : PortTable.Udp;

    private bool IsLite => Protocol == SocketOption.UdpLite;

    /// <inheritdoc/>
    private protected override ulong MostMessageBytes => MostUdpBytes;

    /// <inheritdoc/>
    public override Errno Bind(Thread thread, ReadOnlySpan<byte> address)
    {
        Errno error = Parse(address, out Endpoint local, forBind: true);
        bool isDone = false;
        if (error == Errno.None)
            error = BindOnHost(address, local, out isDone);
        if (error != Errno.None || isDone)
            return error;
        if (!local.IsAny && !local.IsLoopback)
            return Errno.EADDRNOTAVAIL;
        if (local.IsV4 && !IsV4Only && _isV6Only)
            return Errno.EINVAL;
        return _isBound || IsConnected ? Errno.EINVAL : BindTo(local);
    }

    /// <inheritdoc/>
    public override Errno Listen(Thread thread, int backlog)
    {
        if (!IsStream)
            return Errno.EOPNOTSUPP;
        if (IsHostPolled)
            return HostSockets.Listen(_handle, backlog);
        if (IsConnected || _connecting is not null)
            return Errno.EINVAL;
        if (!_isBound)
        {
            Errno error = BindTo(Local);
            if (error != Errno.None)
                return error;
        }

        if (!Ports.MayListen(this))
            return Errno.EADDRINUSE;
        StayInside();
        ReceiveShut = SendShut = false;
        BeginListening(backlog);
        return Errno.None;
    }

    /// <inheritdoc/>
    public override Errno Connect(Thread thread, ReadOnlySpan<byte> address)
    {
        if (address.Length < 2)
            return Errno.EINVAL;
        if (address[0] == (byte)AddressFamily.Unspecified && address[1] == 0)
            return IsHostPolled ? ConnectOnHost(thread, address) : Disconnect();
        Errno error = Parse(address, out Endpoint remote, forBind: false);
        if (error == Errno.None && Capability.HostSockets && _handle != NoHandle)
            error = Leave(remote, isDatagram: !IsStream);
        if (error != Errno.None)
            return error;
        if (IsHostPolled)
            return ConnectOnHost(thread, address);
        if (IsStream)
            StayInside();
        return IsStream ? ConnectStream(thread, remote) : ConnectDatagram(remote);
    }

    /// <inheritdoc/>
    public override Errno Shutdown(Thread thread, bool receive, bool send)
    {
        if (IsHostPolled)
            return HostSockets.Shutdown(_handle, receive ? send ? 2 : 0 : 1);
        if (IsListening)
        {
            if (receive)
            {
                EndListening();
                Unbind();
            }

            return Errno.None;
        }

        if (!IsConnected)
            return Errno.ENOTCONN;
        HearShutdown(receive, send);
        if (IsStream && send)
            SendEnd();
        return Errno.None;
    }

    /// <inheritdoc/>
    public override Result GetName(Thread thread, Span<byte> address) =>
        IsHostPolled ? HostSockets.GetName(_handle, peer: false, address) : Local.Write(address, Family);

    /// <inheritdoc/>
    public override Result GetPeerName(Thread thread, Span<byte> address)
    {
        if (IsHostPolled)
            return HostSockets.GetName(_handle, peer: true, address);
        return IsConnected ? Remote.Write(address, Family) : Errno.ENOTCONN;
    }

    /// <inheritdoc/>
    public override PollEvents Poll(Thread thread)
    {
        if (IsHostPolled)
            return PollOnHost();
        PollEvents events = PendingError != Errno.None ? PollEvents.Error : PollEvents.None;
        if (IsListening)
            return events | (HasBacklog ? PollEvents.Readable : PollEvents.None);
        if ((ReceiveShut && SendShut) || (IsStream && !IsConnected && _connecting is null))
            events |= PollEvents.HangUp;
        if (ReceiveShut)
            events |= PollEvents.ReadHangUp | PollEvents.Readable;
        if (HasData)
            events |= PollEvents.Readable;
        if (_connecting is null && (!IsStream || SendShut || IsStreamWritable))
            events |= PollEvents.Writable | (IsStream ? PollEvents.None : PollEvents.WriteBand);
        return events;
    }

    /// <inheritdoc/>
    internal override byte[] NameFor(InsideSocket receiver)
    {
        Endpoint source = Source(_sendsToV4);
        return receiver.Family == AddressFamily.Inet
            ? _name4 ??= source.ToArray(AddressFamily.Inet)
            : _name6 ??= source.ToArray(AddressFamily.Inet6);
    }

    /// <inheritdoc/>
    protected override InsideSocket CreateEnd(InsideSocket client)
    {
        InetSocket from = (InetSocket)client;
        InetSocket end = new(Family, Kind, Protocol, OpenFlags.ReadOnly) { Local = from.Remote, Remote = from.Local, _isV6Only = _isV6Only };
        end.InheritOptions(this);
        end.InheritNumbers(this);
        return end;
    }

    /// <inheritdoc/>
    protected override void OnClose()
    {
        _connecting?.Queue?.Remove(_connecting);
        StayInside();
        Unbind();
        base.OnClose();
    }

    /// <summary>Reads an address. EINVAL when it is too short, EAFNOSUPPORT for another family.</summary>
    private Errno Parse(ReadOnlySpan<byte> address, out Endpoint endpoint, bool forBind)
    {
        endpoint = default;
        if (address.Length < (IsV4Only ? Endpoint.InetBytes : Endpoint.LeastInet6Bytes))
            return Errno.EINVAL;
        int family = address[0] | address[1] << 8;
        if (family == (int)Family)
        {
            endpoint = Endpoint.Read(address, Family);
            return Errno.None;
        }

        // What was written before sin_family meant anything: any address of no family (ip(7)).
        if (forBind && IsV4Only && family == 0)
        {
            endpoint = Endpoint.Read(address, Family);
            return endpoint.IsAny ? Errno.None : Errno.EAFNOSUPPORT;
        }

        return Errno.EAFNOSUPPORT;
    }

    private Errno BindTo(Endpoint local)
    {
        Errno error = Ports.Bind(this, ref local);
        if (error != Errno.None)
            return error;
        Local = local;
        _isBound = true;
        _name4 = _name6 = null;
        return Errno.None;
    }

    private void Unbind()
    {
        if (_isBound)
            Ports.Remove(this);
        _isBound = false;
    }

    /// <summary>Where a message goes: any address means this machine. ENETUNREACH for what is not on it.</summary>
    private Errno Route(ref Endpoint remote)
    {
        if (remote.IsV4 && !IsV4Only && _isV6Only)
            return Errno.ENETUNREACH;
        if (remote.IsAny)
            remote = Endpoint.Loopback(remote.IsV4, remote.Port);
        return remote.IsLoopback ? Errno.None : Errno.ENETUNREACH;
    }

    /// <summary>The address that what it sends comes from.</summary>
    private Endpoint Source(bool v4) => Local.IsAny ? Endpoint.Loopback(v4, Local.Port) : Local;

    private void SetLocal(Endpoint local)
    {
        Local = local;
        _name4 = _name6 = null;
    }
}
