namespace LiteBox.Packager.Compiling;

/// <summary>The network that a bundle's program sees.</summary>
public enum NetworkMode
{
    /// <summary>None: a kernel without AF_INET and AF_INET6. Unix sockets are there.</summary>
    None,

    /// <summary>A loopback network inside: 127.0.0.0/8 and ::1, between the sockets of the sandbox.</summary>
    Loopback,

    /// <summary>The same, and the ports and addresses of the host's network that are granted.</summary>
    Host,
}
