namespace LiteBox.North;

/// <summary>What the header of an IP or IPv6 packet says that a receiver may ask for (ip(7), ipv6(7)).</summary>
internal readonly struct InternetHeader
{
    /// <summary>Where it was sent to; port 0 when no address is known.</summary>
    public Endpoint Destination { get; init; }

    /// <summary>TTL or hop limit.</summary>
    public byte HopLimit { get; init; }

    /// <summary>Type of service or traffic class.</summary>
    public byte TrafficClass { get; init; }

    /// <summary>When it was sent: nanoseconds since 1970.</summary>
    public long Time { get; init; }
}
