using System;
using System.Linq;
using System.Text;
using LiteBox.North;
using LiteBox.South;
using Xunit;

namespace LiteBox.Runtime.Tests.Files;

[Collection(FilesCollection.Name)]
public sealed class DeviceAndProcTests
{
    private const int Close = 3, Fcntl = 72, Flock = 73, Fstat = 5, Ioctl = 16;

    [Fact]
    public void DevicesDoWhatTheirNamesSay()
    {
        FileGuest guest = new();
        Assert.Equal("", guest.ReadFile("/dev/null"));
        Assert.Equal("\0\0\0\0", guest.Read(guest.Open("/dev/zero", OpenFlags.ReadOnly), 4));
        Assert.Equal(Errno.ENOSPC, guest.Fail(1, guest.Open("/dev/full", OpenFlags.WriteOnly), guest.Put("x"u8), 1));
        Assert.Equal(32, guest.Do(0, guest.Open("/dev/urandom", OpenFlags.ReadOnly), guest.Room(32), 32));
        Assert.Equal(0x2000u, guest.Stat("/dev/null").Mode & 0xF000);
        Assert.Equal(Errno.ENXIO, guest.Fail(2, "/dev/tty", 0, 0));
    }

    [Fact]
    public void StandardStreamsReachTheHost()
    {
        FileGuest guest = new();
        guest.Write(1, "out");
        guest.Write(2, "err");
        guest.Write(guest.Open("/dev/stdout", OpenFlags.WriteOnly), "+more");
        Simulation.Type("typed"u8);
        Simulation.Type(default);
        Assert.Equal("typed", guest.Read(0));
        Assert.Equal("", guest.Read(0));
        Assert.Equal("out+more", Encoding.UTF8.GetString(Simulation.OutputOf(1)));
        Assert.Equal("err", Encoding.UTF8.GetString(Simulation.OutputOf(2)));
        Assert.Equal(Errno.ENOTTY, guest.Fail(Ioctl, 1, 0x5401, guest.Room(64)));
    }

    [Fact]
    public void TerminalIsATerminal()
    {
        FileGuest guest = new(console: ConsoleKind.Terminal);
        guest.Do(Ioctl, 0, 0x5401, guest.Room(36));
        Assert.Equal("/dev/pts/0", guest.ReadLink("/proc/self/fd/1"));
        ulong stat = guest.Room(144);
        guest.Do(Fstat, 1, stat);
        Assert.Equal(guest.Stat("/dev/pts/0").Inode, BitConverter.ToUInt64(guest.Get(stat + 8, 8)));
        Assert.Equal(136ul << 8, BitConverter.ToUInt64(guest.Get(stat + 40, 8)));
    }

    [Fact]
    public void ProcTellsAboutTheProcess()
    {
        FileGuest guest = new();
        string id = guest.Thread.Process.Id.ToString();
        Assert.Equal(id, guest.ReadLink("/proc/self"));
        Assert.StartsWith(id + " (", guest.ReadFile("/proc/self/stat"));
        Assert.Equal(52, guest.ReadFile("/proc/self/stat").Split(' ').Length);
        Assert.Contains("Threads:\t1\n", guest.ReadFile("/proc/self/status"));
        Assert.Contains("Max open files            1024                 1048576              files     \n", guest.ReadFile("/proc/self/limits"));
        Assert.Contains(id, guest.List("/proc"));
        Assert.Equal([".", "..", id], guest.List("/proc/self/task"));
        Assert.StartsWith("MemTotal:        8388608 kB\n", guest.ReadFile("/proc/meminfo"));
        Assert.Equal("0-3\n", guest.ReadFile("/sys/devices/system/cpu/online"));
        Assert.Equal(37, guest.ReadFile("/proc/sys/kernel/random/uuid").Length);
        Assert.Equal(0, guest.Stat("/proc/self/maps").Size);
        Assert.Equal(Errno.ENOENT, guest.Fail(2, "/proc/new", (int)(OpenFlags.Create | OpenFlags.WriteOnly), 0));
    }

    [Fact]
    public void DescriptorsAreListedAndReopened()
    {
        FileGuest guest = new();
        guest.WriteFile("/tmp/f", "content");
        int descriptor = guest.Open("/tmp/f", OpenFlags.ReadOnly);
        Assert.Equal("/tmp/f", guest.ReadLink($"/proc/self/fd/{descriptor}"));
        guest.Do(87, "/tmp/f");
        Assert.Equal("/tmp/f (deleted)", guest.ReadLink($"/proc/self/fd/{descriptor}"));
        Assert.Equal("content", guest.ReadFile($"/proc/self/fd/{descriptor}"));
        Assert.Contains($"{descriptor}", guest.List("/dev/fd/"));
        Assert.StartsWith("pos:\t0\nflags:\t0100000\n", guest.ReadFile($"/proc/self/fdinfo/{descriptor}"));
    }

    [Fact]
    public void LocksOfOpenFilesExcludeEachOther()
    {
        FileGuest guest = new();
        guest.WriteFile("/tmp/db", "x");
        int one = guest.Open("/tmp/db", OpenFlags.ReadWrite);
        int two = guest.Open("/tmp/db", OpenFlags.ReadWrite);

        // POSIX locks belong to the process: no conflict with itself.
        guest.Do(Fcntl, one, 6, Lock(guest, 1, 0, 100));
        guest.Do(Fcntl, two, 6, Lock(guest, 1, 50, 100));
        Assert.Equal(Errno.EAGAIN, guest.Fail(Fcntl, two, 37, Lock(guest, 0, 120, 10)));
        guest.Do(Close, guest.Open("/tmp/db", OpenFlags.ReadOnly));

        // Closing any descriptor of the file released them.
        guest.Do(Fcntl, one, 37, Lock(guest, 1, 0, 100));
        Assert.Equal(Errno.EAGAIN, guest.Fail(Fcntl, two, 37, Lock(guest, 0, 99, 1)));
        guest.Do(Fcntl, two, 37, Lock(guest, 0, 100, 0));
        ulong asked = Lock(guest, 1, 0, 0);
        guest.Do(Fcntl, two, 36, asked);
        byte[] answer = guest.Get(asked, 32);
        Assert.Equal((1, 100L, -1), (BitConverter.ToInt16(answer), BitConverter.ToInt64(answer, 16), BitConverter.ToInt32(answer, 24)));
        guest.Do(Fcntl, one, 37, Lock(guest, 2, 10, 10));
        guest.Do(Fcntl, two, 37, Lock(guest, 1, 10, 10));

        guest.Do(Flock, one, 1);
        guest.Do(Flock, two, 1);
        Assert.Equal(Errno.EAGAIN, guest.Fail(Flock, two, 2 | 4));
        guest.Do(Close, one);
        guest.Do(Flock, two, 2 | 4);
    }

    private static ulong Lock(FileGuest guest, short type, long start, long length)
    {
        byte[] bytes = new byte[32];
        BitConverter.TryWriteBytes(bytes, type);
        BitConverter.TryWriteBytes(bytes.AsSpan(8), start);
        BitConverter.TryWriteBytes(bytes.AsSpan(16), length);
        return guest.Put(bytes);
    }
}
