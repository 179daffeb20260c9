using System;
using LiteBox.North;
using LiteBox.South;
using Xunit;

namespace LiteBox.Runtime.Tests.Files;

/// <summary>Sockets on the simulated South; tests/EndToEnd compares them with those of the kernel.</summary>
[Collection(FilesCollection.Name)]
public sealed class SocketTests
{
    private const int Close = 3, Create = 41, Connect = 42, Send = 44, Receive = 45, Bind = 49, Listen = 50, Accept = 288, Pair = 53, Shutdown = 48;
    private const int Unix = 1, Inet = 2, Stream = 1, Datagram = 2, NonBlocking = 0x800, DontWait = 0x40;

    [Fact]
    public void BytesGoThroughAPairUntilItsEnd()
    {
        FileGuest guest = new();
        (int one, int two) = PairOf(guest, Stream);
        Assert.Equal(5, guest.Write(one, "hello"));
        Assert.Equal("hel", guest.Read(two, 3));
        Assert.Equal("lo", guest.Read(two));
        Assert.Equal(Errno.EAGAIN, guest.Fail(Receive, two, guest.Room(8), 8, DontWait, 0, 0));
        guest.Do(Close, one);
        Assert.Equal("", guest.Read(two));
        Assert.Equal(Errno.EPIPE, guest.Fail(Send, two, guest.Put("x"u8), 1, 0x4000, 0, 0));
    }

    [Fact]
    public void WhatNobodyReadBreaksTheConnection()
    {
        FileGuest guest = new();
        (int one, int two) = PairOf(guest, Stream);
        guest.Write(one, "unread");
        guest.Do(Close, two);
        Assert.Equal(Errno.ECONNRESET, guest.Fail(Receive, one, guest.Room(8), 8, 0, 0, 0));
        Assert.Equal("", guest.Read(one));
    }

    [Fact]
    public void AFullStreamTakesNoMoreUntilItIsRead()
    {
        FileGuest guest = new();
        (int one, int two) = PairOf(guest, Stream | NonBlocking);
        ulong buffer = guest.Room(1 << 20);
        int sent = guest.Do(1, one, buffer, 1 << 20);
        Assert.InRange(sent, 1 << 16, (1 << 20) - 1);
        Assert.Equal(Errno.EAGAIN, guest.Fail(1, one, buffer, 1));
        Assert.Equal(sent, guest.Do(0, two, buffer, 1 << 20));
        Assert.Equal(1, guest.Do(1, one, buffer, 1));
    }

    [Fact]
    public void ABadAddressTakesNothingOutOfAStream()
    {
        FileGuest guest = new();
        (int one, int two) = PairOf(guest, Stream);
        guest.Write(one, "kept");
        Assert.Equal(Errno.EFAULT, guest.Fail(0, two, FileGuest.Bad, 4));
        Assert.Equal("kept", guest.Read(two));
        Assert.Equal(Errno.EFAULT, guest.Fail(1, one, FileGuest.Bad, 4));
    }

    [Fact]
    public void MessagesKeepTheirBorders()
    {
        FileGuest guest = new();
        (int one, int two) = PairOf(guest, Datagram);
        guest.Write(one, "first");
        guest.Do(1, one, guest.Room(1), 0);
        guest.Write(one, "third");
        Assert.Equal("fir", guest.Read(two, 3));
        Assert.Equal("", guest.Read(two));
        Assert.Equal("third", guest.Read(two));
    }

    [Fact]
    public void ConnectionsOfTheLoopbackNetworkMeetAtAPort()
    {
        FileGuest guest = new();
        int server = guest.Do(Create, Inet, Stream, 0);
        ulong address = guest.Put([2, 0, 0x1F, 0x90, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
        guest.Do(Bind, server, address, 16);
        Assert.Equal(Errno.ECONNREFUSED, guest.Fail(Connect, guest.Do(Create, Inet, Stream, 0), address, 16));
        guest.Do(Listen, server, 1);
        Assert.Equal(Errno.EADDRINUSE, guest.Fail(Bind, guest.Do(Create, Inet, Stream, 0), address, 16));
        int client = guest.Do(Create, Inet, Stream, 0);
        guest.Do(Connect, client, address, 16);
        guest.Write(client, "early");
        int accepted = guest.Do(Accept, server, 0, 0, 0);
        Assert.Equal("early", guest.Read(accepted));
        guest.Do(Shutdown, client, 1);
        Assert.Equal("", guest.Read(accepted));
        guest.Do(Close, server);
        guest.Write(accepted, "still");
        Assert.Equal("still", guest.Read(client));
    }

    [Fact]
    public void AddressesBeyondTheLoopbackNetworkCannotBeReached()
    {
        FileGuest guest = new();
        ulong address = guest.Put([2, 0, 0, 80, 192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
        Assert.Equal(Errno.ENETUNREACH, guest.Fail(Connect, guest.Do(Create, Inet, Stream, 0), address, 16));
        Assert.Equal(Errno.EADDRNOTAVAIL, guest.Fail(Bind, guest.Do(Create, Inet, Stream, 0), address, 16));
    }

    private static (int One, int Two) PairOf(FileGuest guest, int type)
    {
        ulong ends = guest.Room(8);
        guest.Do(Pair, Unix, type, 0, ends);
        byte[] both = guest.Get(ends, 8);
        return (BitConverter.ToInt32(both), BitConverter.ToInt32(both, 4));
    }
}
