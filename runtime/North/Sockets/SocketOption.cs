namespace LiteBox.North;

/// <summary>Levels and names of socket options (socket(7), tcp(7), ip(7), ipv6(7)) that something depends on.</summary>
internal static class SocketOption
{
    /// <summary>SOL_SOCKET, IPPROTO_IP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_IPV6, IPPROTO_UDPLITE, SOL_NETLINK.</summary>
    public const int Socket = 1, Ip = 0, Tcp = 6, Udp = 17, Ipv6 = 41, UdpLite = 136, Netlink = 270;

    /// <summary>Of SOL_SOCKET.</summary>
    public const int Debug = 1, ReuseAddress = 2, Type = 3, Error = 4, DontRoute = 5, Broadcast = 6, SendBuffer = 7, ReceiveBuffer = 8,
        KeepAlive = 9, OutOfBandInline = 10, NoCheck = 11, Priority = 12, Linger = 13, ReusePort = 15, PassCredentials = 16,
        PeerCredentials = 17, ReceiveLowWater = 18, SendLowWater = 19, ReceiveTimeout = 20, SendTimeout = 21, BindToDevice = 25,
        PeerName = 28, Timestamp = 29, AcceptsConnections = 30, SendBufferForce = 32, ReceiveBufferForce = 33, TimestampNanoseconds = 35,
        Mark = 36, Protocol = 38, Domain = 39, ReceiveQueueOverflow = 40, BusyPoll = 46, IncomingCpu = 49, Cookie = 57, PeerGroups = 59,
        ReceiveTimeoutNew = 66, SendTimeoutNew = 67;

    /// <summary>IPV6_V6ONLY.</summary>
    public const int Ipv6Only = 26;
}
