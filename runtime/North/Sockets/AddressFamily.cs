namespace LiteBox.North;

/// <summary>Families of socket addresses (socket(2)), with the numbers of Linux.</summary>
public enum AddressFamily
{
    /// <summary>AF_UNSPEC: no address; connect(2) to it takes a datagram socket's peer away.</summary>
    Unspecified = 0,

    /// <summary>AF_UNIX (unix(7)).</summary>
    Unix = 1,

    /// <summary>AF_INET (ip(7)).</summary>
    Inet = 2,

    /// <summary>AF_INET6 (ipv6(7)).</summary>
    Inet6 = 10,

    /// <summary>AF_NETLINK (netlink(7)).</summary>
    Netlink = 16,
}
