using LiteBox.Packager.Bundling;
using LiteBox.Packager.Diagnostics;
using Xunit;

namespace LiteBox.Packager.Tests.Bundling;

public sealed class ConnectGrantTests
{
    [Theory]
    [InlineData("192.0.2.7:443", "192.0.2.7:443")]
    [InlineData("10.0.0.0/8:5432", "10.0.0.0/8:5432")]
    [InlineData("[2001:db8::1]:80", "[2001:db8::1]:80")]
    [InlineData("[fd00::/8]:*", "[fd00::/8]:*")]
    [InlineData("*:443", "*:443")]
    [InlineData("localhost:6379", "127.0.0.1:6379 [::1]:6379")]
    public void AddressesAndPrefixesAreRead(string text, string expected) =>
        Assert.Equal(expected, string.Join<ConnectGrant>(' ', ConnectGrant.Parse(text)));

    [Theory]
    [InlineData("192.0.2.7")]
    [InlineData(":80")]
    [InlineData("192.0.2.7:0")]
    [InlineData("192.0.2.7:65536")]
    [InlineData("192.0.2.7:http")]
    [InlineData("example.org:443")]
    [InlineData("10.0.0.0/33:1")]
    [InlineData("10.0.0.0/:1")]
    [InlineData("10.0.0.0/8/8:1")]
    [InlineData("2001:db8::1:80")]
    [InlineData("[10.0.0.1]:80")]
    public void OthersAreErrors(string text) =>
        Assert.Equal("LB0712", Assert.Throws<LiteBoxException>(() => ConnectGrant.Parse(text)).Code);
}
