using System;
using System.Linq;
using System.Text;
using LiteBox.North;
using LiteBox.South;
using Xunit;

namespace LiteBox.Runtime.Tests.Files;

[Collection(FilesCollection.Name)]
public sealed class PipeTests
{
    private const int Close = 3, Fcntl = 72, Ioctl = 16, Pipe2 = 293, Poll = 7, Splice = 275, Tee = 276;
    private const int NonBlocking = 0x800;

    [Fact]
    public void BytesComeOutInOrderOverManyRounds()
    {
        FileGuest guest = new();
        (int read, int write) = Create(guest, 0);
        var random = new Random(7);
        int sent = 0, received = 0;
        ulong buffer = guest.Room(70_000);
        for (int round = 0; round < 500; round++)
        {
            int size = random.Next(1, int.Min(30_000, 65_536 - (sent - received)) + 1);
            guest.CallOn(guest.Thread, 1, write, Fill(guest, buffer, sent, size), size);
            sent += size;
            int wanted = random.Next(1, 40_000);
            int got = guest.Do(0, read, buffer, wanted);
            Assert.Equal(int.Min(wanted, sent - received), got);
            Assert.Equal(Enumerable.Range(received, got).Select(i => (byte)(i * 31)), guest.Get(buffer, got));
            received += got;
            if (sent - received > 65_000)
                received += guest.Do(0, read, buffer, 60_000);
        }
    }

    [Fact]
    public void EndsAreToldApart()
    {
        FileGuest guest = new();
        (int read, int write) = Create(guest, NonBlocking);
        Assert.Equal(Errno.EBADF, guest.Fail(1, read, guest.Put("x"u8), 1));
        Assert.Equal(Errno.EBADF, guest.Fail(0, write, guest.Room(1), 1));
        Assert.Equal(Errno.EAGAIN, guest.Fail(0, read, guest.Room(1), 1));
        Assert.Equal(Errno.ESPIPE, guest.Fail(8, read, 0L, 0));
        guest.Write(write, "last");
        guest.Do(Close, write);
        Assert.Equal("last", guest.Read(read));
        Assert.Equal("", guest.Read(read));
    }

    [Fact]
    public void WriteWithoutReaderIsSigpipe()
    {
        FileGuest guest = new();
        (int read, int write) = Create(guest, 0);
        guest.Do(Close, read);
        Assert.Equal(Errno.EPIPE, guest.Fail(1, write, guest.Put("x"u8), 1));
        Assert.NotEqual(0ul, guest.Thread.Pending.Set & Signal.Bit(Signal.SIGPIPE));
    }

    [Fact]
    public void SmallWritesAreAtomicWhenThePipeIsFull()
    {
        FileGuest guest = new();
        (int read, int write) = Create(guest, NonBlocking);
        ulong buffer = guest.Room(70_000);
        Assert.Equal(65_536, guest.Do(1, write, buffer, 70_000));
        Assert.Equal(100, guest.Do(0, read, buffer, 100));
        Assert.Equal(Errno.EAGAIN, guest.Fail(1, write, buffer, 101));
        Assert.Equal(100, guest.Do(1, write, buffer, 100));
    }

    [Fact]
    public void CapacityCanBeSetAndCountAsked()
    {
        FileGuest guest = new();
        (int read, int write) = Create(guest, 0);
        guest.Write(write, "12345");
        ulong count = guest.Room(4);
        guest.Do(Ioctl, read, 0x541B, count);
        Assert.Equal(5, BitConverter.ToInt32(guest.Get(count, 4)));
        Assert.Equal(65_536, guest.Do(Fcntl, read, 1032, 0));
        Assert.Equal(8192, guest.Do(Fcntl, write, 1031, 5000));
        Assert.Equal("12345", guest.Read(read));
        Assert.Equal(Errno.EPERM, guest.Fail(Fcntl, write, 1031, 2 << 20));
        Assert.Equal(Errno.ENOTTY, guest.Fail(Ioctl, read, 0x5401, count));
    }

    [Fact]
    public void PollTellsWhatIsReady()
    {
        FileGuest guest = new();
        (int read, int write) = Create(guest, 0);
        Assert.Equal((0, 0, 4), PollBoth(guest, read, write));
        guest.Write(write, "x");
        Assert.Equal((0, 1, 4), PollBoth(guest, read, write));
        guest.Read(read);
        guest.Do(Close, read);
        Assert.Equal((0, 0x20, 0xC), PollBoth(guest, read, write));
    }

    [Fact]
    public void BlockedReaderIsWoken()
    {
        FileGuest guest = new();
        (int read, int write) = Create(guest, 0);
        ulong buffer = guest.Room(16);
        Thread second = Kernel.CreateThread(guest.Thread.Process, ref LiteBox.South.South.CreateThreadBlock());
        long result = 0;
        var reader = new System.Threading.Thread(() => result = guest.CallOn(second, 0, read, buffer, 16));
        int sleepers = Simulation.SleeperCount;
        reader.Start();

        // Another test may have left a sleeper. A reader that does not sleep yet finds the bytes when it comes.
        System.Threading.SpinWait.SpinUntil(() => Simulation.SleeperCount > sleepers, 5000);
        guest.Write(write, "wake");
        Assert.True(reader.Join(10_000));
        Assert.Equal(4, result);
        Assert.Equal("wake", Encoding.UTF8.GetString(guest.Get(buffer, 4)));
    }

    [Fact]
    public void TeeCopiesAndSpliceMoves()
    {
        FileGuest guest = new();
        (int read, int write) = Create(guest, 0);
        (int read2, int write2) = Create(guest, 0);
        guest.Write(write, "both");
        Assert.Equal(4, guest.Do(Tee, read, write2, 100, 0));
        Assert.Equal("both", guest.Read(read2));
        int file = guest.Open("/tmp/out", OpenFlags.ReadWrite | OpenFlags.Create);
        Assert.Equal(4, guest.Do(Splice, read, 0, file, 0, 100, 0));
        Assert.Equal("both", guest.ReadFile("/tmp/out"));
        Assert.Equal(Errno.EINVAL, guest.Fail(Splice, file, 0, file, 0, 100, 0));
    }

    private static ulong Fill(FileGuest guest, ulong buffer, int start, int size)
    {
        LiteBox.South.South.CopyToGuest(buffer, Enumerable.Range(start, size).Select(i => (byte)(i * 31)).ToArray());
        return buffer;
    }

    private static (int Read, int Write) Create(FileGuest guest, int flags)
    {
        ulong ends = guest.Room(8);
        guest.Do(Pipe2, ends, flags);
        byte[] both = guest.Get(ends, 8);
        return (BitConverter.ToInt32(both), BitConverter.ToInt32(both, 4));
    }

    private static (int Gone, int Read, int Write) PollBoth(FileGuest guest, int read, int write)
    {
        byte[] files = new byte[24];
        BitConverter.TryWriteBytes(files, -1);
        BitConverter.TryWriteBytes(files.AsSpan(8), read);
        files[12] = 5;
        BitConverter.TryWriteBytes(files.AsSpan(16), write);
        files[20] = 5;
        ulong address = guest.Put(files);
        guest.Do(Poll, address, 3, 0);
        byte[] ready = guest.Get(address, 24);
        return (ready[6], ready[14], ready[22]);
    }
}
