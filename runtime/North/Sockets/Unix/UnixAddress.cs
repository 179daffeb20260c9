using System;

namespace LiteBox.North;

/// <summary>struct sockaddr_un (unix(7)).</summary>
internal static class UnixAddress
{
    /// <summary>Bytes before the path.</summary>
    public const int PathOffset = 2;

    private const int MostBytes = 110;

    /// <summary>The address of a socket without a name.</summary>
    public static ReadOnlySpan<byte> Unnamed => [(byte)AddressFamily.Unix, 0];

    /// <summary>True for an address of the family that names something, or with nothing after the family if that is allowed.</summary>
    public static bool IsValid(ReadOnlySpan<byte> address, bool mayBeEmpty) =>
        address.Length >= (mayBeEmpty ? PathOffset : PathOffset + 1) && address.Length <= MostBytes
        && address[0] == (byte)AddressFamily.Unix && address[1] == 0;

    /// <summary>True for a name that is no path.</summary>
    public static bool IsAbstract(ReadOnlySpan<byte> address) => address[PathOffset] == 0;

    /// <summary>The path, which ends at a zero or with the address.</summary>
    public static ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> address)
    {
        ReadOnlySpan<byte> path = address[PathOffset..];
        int end = path.IndexOf((byte)0);
        return end < 0 ? path : path[..end];
    }
}
