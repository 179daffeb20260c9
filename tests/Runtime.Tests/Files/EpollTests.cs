using System;
using LiteBox.North;
using LiteBox.South;
using Xunit;

namespace LiteBox.Runtime.Tests.Files;

[Collection(FilesCollection.Name)]
public sealed class EpollTests
{
    private const int Close = 3, Control = 233, Create = 291, Event = 290, Select = 23, Wait = 232;
    private const int Add = 1, Delete = 2, Modify = 3;
    private const uint EdgeTriggered = 1u << 31, OneShot = 1u << 30;

    [Fact]
    public void LevelTriggeredItemsAreToldUntilTheyAreRead()
    {
        FileGuest guest = new();
        int epoll = guest.Do(Create, 0);
        int counter = guest.Do(Event, 0, 0x800);
        guest.Do(Control, epoll, Add, counter, Item(guest, 1, 42));
        Assert.Equal((0, 0u, 0ul), Take(guest, epoll));
        Bump(guest, counter);
        Assert.Equal((1, 1u, 42ul), Take(guest, epoll));
        Assert.Equal((1, 1u, 42ul), Take(guest, epoll));
        guest.Do(0, counter, guest.Room(8), 8);
        Assert.Equal((0, 0u, 0ul), Take(guest, epoll));
    }

    [Fact]
    public void EdgesAndOneShotsAreToldOnce()
    {
        FileGuest guest = new();
        int epoll = guest.Do(Create, 0);
        int counter = guest.Do(Event, 0, 0);
        guest.Do(Control, epoll, Add, counter, Item(guest, 1 | EdgeTriggered, 1));
        Bump(guest, counter);
        Assert.Equal(1, Take(guest, epoll).Count);
        Assert.Equal(0, Take(guest, epoll).Count);
        Bump(guest, counter);
        Assert.Equal(1, Take(guest, epoll).Count);
        guest.Do(Control, epoll, Modify, counter, Item(guest, 1 | OneShot, 2));
        Assert.Equal((1, 1u, 2ul), Take(guest, epoll));
        Bump(guest, counter);
        Assert.Equal(0, Take(guest, epoll).Count);
    }

    [Fact]
    public void ItemsGoWithTheirFiles()
    {
        FileGuest guest = new();
        int epoll = guest.Do(Create, 0);
        int counter = guest.Do(Event, 5, 0);
        guest.Do(Control, epoll, Add, counter, Item(guest, 1, 1));
        Assert.Equal(Errno.EEXIST, guest.Fail(Control, epoll, Add, counter, Item(guest, 1, 1)));
        guest.Do(Close, counter);
        Assert.Equal(0, Take(guest, epoll).Count);
        int again = guest.Do(Event, 1, 0);
        Assert.Equal(counter, again);
        Assert.Equal(Errno.ENOENT, guest.Fail(Control, epoll, Delete, again, 0));
        guest.Do(Control, epoll, Add, again, Item(guest, 1, 9));
        Assert.Equal((1, 1u, 9ul), Take(guest, epoll));
        Assert.Equal(Errno.EPERM, guest.Fail(Control, epoll, Add, guest.Open("/tmp", OpenFlags.Directory), Item(guest, 1, 1)));
        Assert.Equal(Errno.EINVAL, guest.Fail(Control, epoll, Add, epoll, Item(guest, 1, 1)));
    }

    [Fact]
    public void NestedLoopsAreRefused()
    {
        FileGuest guest = new();
        int one = guest.Do(Create, 0);
        int two = guest.Do(Create, 0);
        guest.Do(Control, one, Add, two, Item(guest, 1, 1));
        Assert.Equal(Errno.ELOOP, guest.Fail(Control, two, Add, one, Item(guest, 1, 1)));
    }

    [Fact]
    public void SelectMarksWhatIsReady()
    {
        FileGuest guest = new();
        int idle = guest.Do(Event, 0, 0);
        int ready = guest.Do(Event, 1, 0);
        ulong read = guest.Put(BitConverter.GetBytes(1ul << idle | 1ul << ready));
        ulong now = guest.Put(new byte[16]);
        Assert.Equal(1, guest.Do(Select, ready + 1, read, 0, 0, now));
        Assert.Equal(1ul << ready, BitConverter.ToUInt64(guest.Get(read, 8)));
        ulong closed = guest.Put(BitConverter.GetBytes(1ul << 13));
        Assert.Equal(Errno.EBADF, guest.Fail(Select, 14, closed, 0, 0, now));
    }

    private static void Bump(FileGuest guest, int counter) => guest.Do(1, counter, guest.Put(BitConverter.GetBytes(1ul)), 8);

    private static ulong Item(FileGuest guest, uint events, ulong data)
    {
        byte[] item = new byte[12];
        BitConverter.TryWriteBytes(item, events);
        BitConverter.TryWriteBytes(item.AsSpan(4), data);
        return guest.Put(item);
    }

    private static (int Count, uint Events, ulong Data) Take(FileGuest guest, int epoll)
    {
        ulong events = guest.Put(new byte[120]);
        int count = guest.Do(Wait, epoll, events, 10, 0);
        return (count, BitConverter.ToUInt32(guest.Get(events, 4)), BitConverter.ToUInt64(guest.Get(events + 4, 8)));
    }
}
