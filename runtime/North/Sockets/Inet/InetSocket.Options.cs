using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace LiteBox.North;

/// <content>Options of TCP, UDP, IP and IPv6. On a loopback network most do nothing; they keep the value that was set.</content>
public sealed partial class InetSocket
{
    private const int TcpInformation = 11, TcpCongestion = 13, TcpMaximumSegment = 2;
    private const int LoopbackSegment = 65_483;

    // IP_MTU, IPV6_MTU
    private const int LargestPacket4 = 14, LargestPacket6 = 24;
    private const int TcpInformationBytes = 104;

    private Dictionary<int, int>? _numbers;

    /// <inheritdoc/>
    public override Result GetOption(Thread thread, int level, int option, Span<byte> value)
    {
        Result inside = GetInside(thread, level, option, value);
        if (!IsHostPolled)
            return inside;
        bool isToldInside = level == SocketOption.Socket && option is SocketOption.PeerName or SocketOption.Error;
        if (isToldInside || inside.Failed)
            return inside;

        // Only what is known inside goes out: the filter takes no other levels, and some options of the host do more than tell.
        return HostSockets.GetOption(_handle, level, option, value);
    }

    /// <inheritdoc/>
    public override Errno SetOption(Thread thread, int level, int option, ReadOnlySpan<byte> value)
    {
        if (!Capability.HostSockets || _handle == NoHandle)
            return SetInside(thread, level, option, value);
        Errno error = _isOnHost && level == SocketOption.Ipv6 && option == SocketOption.Ipv6Only
            ? Errno.None
            : SetInside(thread, level, option, value);

        // Only what is known inside goes out; SO_MARK and the forced sizes are for those who own the host.
        bool stays = level == SocketOption.Socket && option is (SocketOption.Mark or SocketOption.SendBufferForce
            or SocketOption.ReceiveBufferForce or SocketOption.BindToDevice or SocketOption.Debug or SocketOption.BusyPoll);
        if (error != Errno.None || stays)
            return error;
        _asksControl |= BringsControl(level, option);
        return HostSockets.SetOption(_handle, level, option, value);
    }

    /// <inheritdoc/>
    protected override Errno TakeError(Thread thread)
    {
        if (!IsHostPolled)
            return base.TakeError(thread);
        Span<byte> value = stackalloc byte[sizeof(int)];
        Result length = HostSockets.GetOption(_handle, SocketOption.Socket, SocketOption.Error, value);
        return length.Failed ? Errno.None : (Errno)BinaryPrimitives.ReadInt32LittleEndian(value);
    }

    /// <inheritdoc/>
    protected override Result GetReadable(Thread thread) =>
        IsHostPolled ? HostSockets.GetWaiting(_handle, unsent: false) : base.GetReadable(thread);

    /// <inheritdoc/>
    protected override int GetUnsent(Thread thread) =>
        IsHostPolled ? (int)HostSockets.GetWaiting(_handle, unsent: true).Value : base.GetUnsent(thread);

    private Result GetInside(Thread thread, int level, int option, Span<byte> value)
    {
        if (level == SocketOption.Socket)
            return base.GetOption(thread, level, option, value);
        switch (level, option)
        {
            case (SocketOption.Ipv6, SocketOption.Ipv6Only) when !IsV4Only:
                return Store(value, _isV6Only ? 1 : 0);
            case (SocketOption.Tcp, TcpCongestion) when IsStream:
                value[..16].Clear();
                "cubic"u8.CopyTo(value);
                return 16;
            case (SocketOption.Tcp, TcpInformation) when IsStream:
                value[..TcpInformationBytes].Clear();
                value[0] = (byte)TcpState;
                return TcpInformationBytes;
            case (SocketOption.Tcp, TcpMaximumSegment) when IsStream && IsConnected:
                return Store(value, LoopbackSegment);
            case (SocketOption.Ip, LargestPacket4):
            case (SocketOption.Ipv6, LargestPacket6) when !IsV4Only:
                return IsConnected || IsHostPolled ? Store(value, Interfaces.LargestPacket) : Errno.ENOTCONN;
        }

        if (!TryDescribe(level, option, out int initial, out _, out _))
            return IsLevel(level) || !IsV4Only ? Errno.ENOPROTOOPT : Errno.EOPNOTSUPP;
        return Store(value, _numbers is not null && _numbers.TryGetValue(level << 16 | option, out int number) ? number : initial);
    }

    private Errno SetInside(Thread thread, int level, int option, ReadOnlySpan<byte> value)
    {
        if (level == SocketOption.Socket)
            return base.SetOption(thread, level, option, value);
        if (level == SocketOption.Tcp && option == TcpCongestion && IsStream)
            return value.StartsWith("cubic"u8) || value.StartsWith("reno"u8) ? Errno.None : Errno.ENOENT;
        bool isV6Only = level == SocketOption.Ipv6 && option == SocketOption.Ipv6Only && !IsV4Only;
        if (!isV6Only && !TryDescribe(level, option, out _, out _, out _))
            return Errno.ENOPROTOOPT;
        int number;
        if (value.Length >= sizeof(int))
            number = BinaryPrimitives.ReadInt32LittleEndian(value);
        else if (level == SocketOption.Ip && value.Length >= 1)
            number = value[0];
        else
            return Errno.EINVAL;
        if (isV6Only)
        {
            if (_isBound)
                return Errno.EINVAL;
            _isV6Only = number != 0;
            return Errno.None;
        }

        _ = TryDescribe(level, option, out _, out int least, out int most);
        if (least == 0 && most == 1)
            number = number != 0 ? 1 : 0;
        if (number < least || number > most)
            return Errno.EINVAL;

        // The header counts always: as the kernel takes what is shorter, or longer than a packet.
        if (level == SocketOption.UdpLite && number != 0)
            number = int.Clamp(number, 8, ushort.MaxValue);
        _numbers ??= new Dictionary<int, int>();
        _numbers[level << 16 | option] = number;
        return Errno.None;
    }

    private int TcpState
    {
        get
        {
            const int Established = 1, SynSent = 2, FinWait2 = 5, Close = 7, CloseWait = 8, Listening = 10;
            if (IsListening)
                return Listening;
            if (_connecting is not null)
                return SynSent;
            if (!IsConnected)
                return Close;
            return SendShut ? FinWait2 : ReceiveShut ? CloseWait : Established;
        }
    }

    private void InheritNumbers(InetSocket from)
    {
        if (from._numbers is null)
            return;
        _numbers = new Dictionary<int, int>();
        foreach (KeyValuePair<int, int> pair in from._numbers)
            _numbers[pair.Key] = pair.Value;
    }

    private bool IsLevel(int level) => level switch
    {
        SocketOption.Ip => true,
        SocketOption.Ipv6 => !IsV4Only,
        SocketOption.Tcp => IsStream,
        SocketOption.Udp => !IsStream,
        SocketOption.UdpLite => IsLite,
        _ => false,
    };

    /// <summary>The value that an option has at first and those that it may have; false for one that is not there.</summary>
    private bool TryDescribe(int level, int option, out int initial, out int least, out int most)
    {
        (initial, least, most) = (0, 0, -1);
        if (!IsLevel(level))
            return false;
        (initial, least, most) = (level, option) switch
        {
            // TCP_NODELAY, TCP_CORK; TCP_MAXSEG
            (SocketOption.Tcp, 1 or 3) => (0, 0, 1),
            (SocketOption.Tcp, TcpMaximumSegment) => (536, 88, 32_767),

            // TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT, TCP_SYNCNT
            (SocketOption.Tcp, 4) => (7200, 1, 32_767),
            (SocketOption.Tcp, 5) => (75, 1, 32_767),
            (SocketOption.Tcp, 6) => (9, 1, 127),
            (SocketOption.Tcp, 7) => (6, 1, 127),

            // TCP_LINGER2, TCP_DEFER_ACCEPT, TCP_WINDOW_CLAMP, TCP_QUICKACK, TCP_USER_TIMEOUT
            (SocketOption.Tcp, 8) => (60, int.MinValue, int.MaxValue),
            (SocketOption.Tcp, 9 or 10) => (0, 0, int.MaxValue),
            (SocketOption.Tcp, 12) => (1, 0, 1),
            (SocketOption.Tcp, 18) => (0, 0, int.MaxValue),

            // TCP_FASTOPEN, TCP_NOTSENT_LOWAT, TCP_FASTOPEN_CONNECT, TCP_INQ
            (SocketOption.Tcp, 23) => (0, 0, int.MaxValue),
            (SocketOption.Tcp, 25) => (0, int.MinValue, int.MaxValue),
            (SocketOption.Tcp, 30 or 36) => (0, 0, 1),

            // UDP_CORK
            (SocketOption.Udp, 1) => (0, 0, 1),

            // UDPLITE_SEND_CSCOV, UDPLITE_RECV_CSCOV
            (SocketOption.UdpLite, 10 or 11) => (0, int.MinValue, int.MaxValue),

            // IP_TOS, IP_TTL, IP_MTU_DISCOVER
            (SocketOption.Ip, 1) => (0, 0, 255),
            (SocketOption.Ip, 2) => (64, -1, 255),
            (SocketOption.Ip, 10) => (1, 0, 5),

            // IP_PKTINFO, IP_RECVERR, IP_RECVTTL, IP_RECVTOS, IP_FREEBIND, IP_BIND_ADDRESS_NO_PORT
            (SocketOption.Ip, 8 or 11 or 12 or 13 or 15 or 24) => (0, 0, 1),

            // IP_MULTICAST_TTL, IP_MULTICAST_LOOP
            (SocketOption.Ip, 33) => (1, -1, 255),
            (SocketOption.Ip, 34) => (1, 0, 1),

            // IPV6_UNICAST_HOPS, IPV6_MULTICAST_HOPS, IPV6_MULTICAST_LOOP, IPV6_MTU_DISCOVER
            (SocketOption.Ipv6, 16) => (64, -1, 255),
            (SocketOption.Ipv6, 18) => (1, -1, 255),
            (SocketOption.Ipv6, 19) => (1, 0, 1),
            (SocketOption.Ipv6, 23) => (1, 0, 5),

            // IPV6_RECVERR, IPV6_RECVPKTINFO, IPV6_RECVHOPLIMIT, IPV6_RECVTCLASS; IPV6_TCLASS
            (SocketOption.Ipv6, 25 or 49 or 51 or 66) => (0, 0, 1),
            (SocketOption.Ipv6, 67) => (0, -1, 255),
            _ => (0, 0, -1),
        };
        return most >= least;
    }
}
