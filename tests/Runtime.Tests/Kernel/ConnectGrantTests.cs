using System;
using System.Net;
using LiteBox.North;
using Xunit;

namespace LiteBox.Runtime.Tests;

public sealed class ConnectGrantTests
{
    [Theory]
    [InlineData("192.0.2.7", 443, 128, "192.0.2.7", 443, true)]
    [InlineData("192.0.2.7", 443, 128, "192.0.2.7", 444, false)]
    [InlineData("192.0.2.7", 443, 128, "192.0.2.6", 443, false)]
    [InlineData("192.0.2.7", 0, 128, "192.0.2.7", 9, true)]
    [InlineData("10.0.0.0", 80, 104, "10.255.0.1", 80, true)]
    [InlineData("10.0.0.0", 80, 104, "11.0.0.1", 80, false)]
    [InlineData("0.0.0.0", 80, 96, "8.8.8.8", 80, true)]
    [InlineData("0.0.0.0", 80, 96, "2001:db8::1", 80, false)]
    [InlineData("fd00::", 80, 8, "fdff::1", 80, true)]
    [InlineData("fd00::", 80, 8, "fe00::1", 80, false)]
    [InlineData("2001:db8::1", 80, 128, "2001:db8::1", 80, true)]
    [InlineData("::", 53, 0, "192.0.2.1", 53, true)]
    public void AGrantHoldsForItsAddressesAndPort(string address, int port, int bits, string target, int targetPort, bool holds) =>
        Assert.Equal(holds, new ConnectGrant(Of(address, port), bits).Holds(Of(target, targetPort)));

    private static Endpoint Of(string address, int port)
    {
        ReadOnlySpan<byte> bytes = IPAddress.Parse(address).MapToIPv6().GetAddressBytes();
        return new Endpoint(
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes), System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), (ushort)port);
    }
}
