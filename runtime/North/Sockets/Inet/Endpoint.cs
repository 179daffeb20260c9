using System;
using System.Buffers.Binary;

namespace LiteBox.North;

/// <summary>
/// An address and a port (struct sockaddr_in, struct sockaddr_in6). An IPv4 address is kept as the IPv6 address that stands
/// for it (::ffff:a.b.c.d), so that sockets of both families meet.
/// </summary>
public readonly struct Endpoint(ulong high, ulong low, ushort port) : IEquatable<Endpoint>
{
    /// <summary>Bytes of struct sockaddr_in and struct sockaddr_in6, and the least of the latter that is taken.</summary>
    public const int InetBytes = 16, Inet6Bytes = 28, LeastInet6Bytes = 24;

    private const ulong MappedPrefix = 0xFFFF_0000_0000;
    private const uint LoopbackAddress = 0x7F00_0001;

    /// <summary>The first eight bytes of the address, as a number.</summary>
    public ulong High { get; } = high;

    /// <summary>The last eight bytes.</summary>
    public ulong Low { get; } = low;

    /// <summary>The port.</summary>
    public ushort Port { get; } = port;

    /// <summary>True for an IPv4 address.</summary>
    public bool IsV4 => High == 0 && Low >> 32 == MappedPrefix >> 32;

    /// <summary>True for 0.0.0.0 and ::.</summary>
    public bool IsAny => High == 0 && (Low == 0 || Low == MappedPrefix);

    /// <summary>True for 127.0.0.0/8 and ::1.</summary>
    public bool IsLoopback => IsV4 ? (Low >> 24 & 0xFF) == 127 : High == 0 && Low == 1;

    /// <summary>The address of an IPv4 number.</summary>
    public static Endpoint OfV4(uint address, ushort port) => new(0, MappedPrefix | address, port);

    /// <summary>127.0.0.1 or ::1.</summary>
    public static Endpoint Loopback(bool v4, ushort port) => v4 ? OfV4(LoopbackAddress, port) : new Endpoint(0, 1, port);

    /// <summary>0.0.0.0 or ::.</summary>
    public static Endpoint Any(bool v4, ushort port) => v4 ? OfV4(0, port) : new Endpoint(0, 0, port);

    /// <summary>Reads an address of a family whose length was checked.</summary>
    public static Endpoint Read(ReadOnlySpan<byte> address, AddressFamily family)
    {
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        return family == AddressFamily.Inet
            ? OfV4(BinaryPrimitives.ReadUInt32BigEndian(address[4..]), port)
            : new Endpoint(BinaryPrimitives.ReadUInt64BigEndian(address[8..]), BinaryPrimitives.ReadUInt64BigEndian(address[16..]), port);
    }

    /// <summary>Writes it as an address of a family; gives the bytes.</summary>
    public int Write(Span<byte> address, AddressFamily family)
    {
        int length = family == AddressFamily.Inet ? InetBytes : Inet6Bytes;
        address[..length].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(address, (ushort)family);
        BinaryPrimitives.WriteUInt16BigEndian(address[2..], Port);
        if (family == AddressFamily.Inet)
        {
            BinaryPrimitives.WriteUInt32BigEndian(address[4..], (uint)Low);
        }
        else
        {
            BinaryPrimitives.WriteUInt64BigEndian(address[8..], High);
            BinaryPrimitives.WriteUInt64BigEndian(address[16..], Low);
        }

        return length;
    }

    /// <summary>The same as bytes of their own.</summary>
    public byte[] ToArray(AddressFamily family)
    {
        byte[] bytes = new byte[family == AddressFamily.Inet ? InetBytes : Inet6Bytes];
        Write(bytes, family);
        return bytes;
    }

    /// <summary>The same address with another port.</summary>
    public Endpoint WithPort(ushort port) => new(High, Low, port);

    /// <summary>True when the addresses are the same, whatever the ports.</summary>
    public bool HasAddressOf(in Endpoint other) => High == other.High && Low == other.Low;

    /// <inheritdoc/>
    public bool Equals(Endpoint other) => HasAddressOf(other) && Port == other.Port;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Endpoint other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)(Low ^ Low >> 32 ^ High) ^ Port << 16;
}
