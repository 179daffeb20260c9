namespace LiteBox.North;

/// <summary>Types of sockets (socket(2)), with the numbers of Linux.</summary>
public enum SocketType
{
    /// <summary>SOCK_STREAM.</summary>
    Stream = 1,

    /// <summary>SOCK_DGRAM.</summary>
    Datagram = 2,

    /// <summary>SOCK_RAW.</summary>
    Raw = 3,

    /// <summary>SOCK_SEQPACKET.</summary>
    SequentialPacket = 5,
}
