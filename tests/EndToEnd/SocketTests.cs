using System;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.EndToEnd;

/// <summary>Sockets within the sandbox: programs see the same of them natively and in their box.</summary>
public sealed class SocketTests
{
    [Theory]
    [ClassData(typeof(Modes))]
    public void Unix_sockets_behave_as_natively(bool stress) =>
        new Comparison(Guest.StaticC("unixsockets")) { ScratchName = "unixsockets", Arguments = ["{scratch}"] }.Check(stress);

    [Theory]
    [ClassData(typeof(Modes))]
    public void The_loopback_network_behaves_as_natively(bool stress) =>
        new Comparison(Guest.StaticC("loopback")) { Options = new BundleOptions { Extra = ["--network", "loopback"] } }.Check(stress);

    [Theory]
    [ClassData(typeof(Modes))]
    public void Datagrams_bring_the_control_messages_that_they_bring_natively(bool stress) =>
        new Comparison(Guest.StaticC("controls")) { Options = new BundleOptions { Extra = ["--network", "loopback"] } }.Check(stress);

    /// <summary>As on most systems; servers ask for the address of their own name when they start.</summary>
    [Fact]
    public void The_name_of_the_host_has_an_address()
    {
        string bundle = Bundle.Of(Guest.Installed("getent", "libc-bin"), new BundleOptions { Extra = ["--network", "loopback"] });
        Assert.Equal(["127.0.1.1", "litebox"], Words("litebox"));
        Assert.Equal(["::1", "localhost"], Words("localhost"));

        string[] Words(string name) => Command.Run(bundle, ["hosts", name]).OutputText.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }
}
