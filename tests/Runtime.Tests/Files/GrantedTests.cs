using System;
using System.IO;
using System.Linq;
using System.Text;
using LiteBox.North;
using LiteBox.South;
using Xunit;
using Host = LiteBox.South.South;

namespace LiteBox.Runtime.Tests.Files;

/// <summary>Granted host directories, on a real directory of the machine that runs the tests (Linux).</summary>
[Collection(FilesCollection.Name)]
public sealed class GrantedTests : IDisposable
{
    private const int Access = 21, Chdir = 80, Chmod = 90, Chown = 92, Close = 3, Ftruncate = 77, Fsync = 74, Getcwd = 79, Link = 86, Lseek = 8,
        Mkdir = 83, Mmap = 9, Pread = 17, Rename = 82, Renameat2 = 316, Rmdir = 84, Symlink = 88, Truncate = 76, Unlink = 87, Utimensat = 280, Statfs = 137;

    private readonly string _host = Directory.CreateTempSubdirectory("litebox-granted-").FullName;

    public void Dispose() => Directory.Delete(_host, recursive: true);

    [Fact]
    public void FilesOfTheHostAreReadAndListed()
    {
        File.WriteAllText(Path.Combine(_host, "text"), "of the host");
        File.WriteAllBytes(Path.Combine(_host, "large"), [.. Enumerable.Range(0, 200_000).Select(i => (byte)i)]);
        FileGuest guest = Guest(writable: false);
        Assert.Equal("of the host", guest.ReadFile("/srv/data/text"));
        Assert.Equal([".", "..", "large", "text"], guest.List("/srv/data").Order(StringComparer.Ordinal));
        Assert.Equal(200_000, guest.Stat("/srv/data/large").Size);
        int file = guest.Open("/srv/data/large", OpenFlags.ReadOnly);
        ulong buffer = guest.Room(150_000);
        Assert.Equal(150_000, guest.Do(Pread, file, buffer, 150_000, 70L));
        Assert.Equal(unchecked((byte)(149_999 + 70)), guest.Get(buffer, 150_000)[^1]);
        Assert.Equal(199_999, guest.Do(Lseek, file, -1L, 2));
        Assert.Equal(Errno.EFAULT, guest.Fail(Pread, file, FileGuest.Bad, 10, 0L));
    }

    [Fact]
    public void ALongListingKeepsItsPlacesWhileEntriesComeAndGo()
    {
        for (int i = 0; i < 3000; i++)
            File.WriteAllText(Path.Combine(_host, "entry with a rather long name " + i), "");
        FileGuest guest = Guest(writable: true);
        Assert.Equal(3002, guest.List("/srv/data", 4096).Distinct().Count());
    }

    [Fact]
    public void ChangesReachTheHost()
    {
        FileGuest guest = Guest(writable: true);
        guest.WriteFile("/srv/data/made", "first");
        Assert.Equal("first", File.ReadAllText(Path.Combine(_host, "made")));
        int file = guest.Open("/srv/data/made", OpenFlags.WriteOnly | OpenFlags.Append);
        guest.Write(file, " second");
        Assert.Equal(12, guest.Do(Lseek, file, 0L, 1));
        guest.Do(Fsync, file);
        guest.Do(Ftruncate, file, 3L);
        guest.Do(Close, file);
        Assert.Equal("fir", File.ReadAllText(Path.Combine(_host, "made")));
        guest.Do(Truncate, "/srv/data/made", 1L);
        guest.Do(Mkdir, "/srv/data/folder", 0x1FF);
        guest.Do(Rename, "/srv/data/made", "/srv/data/folder/moved");
        guest.Do(Link, "/srv/data/folder/moved", "/srv/data/again");
        guest.Do(Symlink, "folder/moved", "/srv/data/link");
        Assert.Equal("f", File.ReadAllText(Path.Combine(_host, "link")));
        Assert.Equal("f", guest.ReadFile("/srv/data/link"));
        Assert.Equal(2ul, guest.Stat("/srv/data/again").Links);
        Assert.Equal(guest.Stat("/srv/data/folder/moved").Inode, guest.Stat("/srv/data/again").Inode);
        Assert.Equal(Errno.ENOTEMPTY, guest.Fail(Rmdir, "/srv/data/folder"));
        guest.Do(Unlink, "/srv/data/folder/moved");
        guest.Do(Rmdir, "/srv/data/folder");
        guest.Do(Chmod, "/srv/data/again", 0xDB4);

        // No set-user-ID on the host.
        Assert.Equal(0x81B4u, guest.Stat("/srv/data/again").Mode);
        byte[] times = new byte[32];
        BitConverter.TryWriteBytes(times, -5L);
        BitConverter.TryWriteBytes(times.AsSpan(16), 1_000_000_000L);
        guest.Do(Utimensat, FileGuest.AtCurrent, "/srv/data/again", guest.Put(times), 0);
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(1_000_000_000), File.GetLastWriteTimeUtc(Path.Combine(_host, "again")));
        Assert.Equal(["again", "link"], Directory.GetFileSystemEntries(_host).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WhatTheHostChangesIsSeen()
    {
        string path = Path.Combine(_host, "file");
        File.WriteAllText(path, "one");
        FileGuest guest = Guest(writable: false);
        int file = guest.Open("/srv/data/file", OpenFlags.ReadOnly);
        File.AppendAllText(path, " and two");
        Assert.Equal(11, guest.Stat("/srv/data/file").Size);
        Assert.Equal("one and two", guest.Read(file));
        File.Delete(path);
        Assert.Equal(Errno.ENOENT, guest.Fail(Access, "/srv/data/file", 0));
        Assert.Equal(3, guest.Do(Lseek, file, 3L, 0));
        Assert.Equal(" and two", guest.Read(file));
        Directory.CreateDirectory(path);
        Assert.Equal([".", ".."], guest.List("/srv/data/file"));
    }

    [Fact]
    public void NothingLeadsOutOfTheDirectory()
    {
        string outside = Directory.CreateTempSubdirectory("litebox-outside-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(outside, "secret"), "secret");
            File.CreateSymbolicLink(Path.Combine(_host, "absolute"), Path.Combine(outside, "secret"));
            File.CreateSymbolicLink(Path.Combine(_host, "relative"), "../" + Path.GetFileName(outside) + "/secret");
            Directory.CreateSymbolicLink(Path.Combine(_host, "folder"), outside);
            FileGuest guest = Guest(writable: true);
            foreach (string name in new[] { "absolute", "relative", "folder/secret", "../" + Path.GetFileName(outside) + "/secret" })
                Assert.Equal(Errno.ENOENT, guest.Fail(2, "/srv/data/" + name, 0, 0));
            Assert.Equal(Errno.ENOENT, guest.Fail(2, "/srv/data/folder/new", (int)(OpenFlags.Create | OpenFlags.ReadWrite), 0x1FF));
            guest.Do(Chdir, "/srv/data");
            Assert.Equal(Errno.ENOENT, guest.Fail(2, "../../.." + outside + "/secret", 0, 0));
            guest.Do(Symlink, outside, "/srv/data/mine");
            Assert.Equal(Errno.ENOENT, guest.Fail(2, "mine/secret", 0, 0));
            Assert.Equal(["secret"], Directory.GetFileSystemEntries(outside).Select(Path.GetFileName));
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public void ADirectoryThatBecameALinkIsNotFollowed()
    {
        string outside = Directory.CreateTempSubdirectory("litebox-outside-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(outside, "secret"), "secret");
            Directory.CreateDirectory(Path.Combine(_host, "a", "b"));
            for (int i = 0; i < 100; i++)
                Directory.CreateDirectory(Path.Combine(_host, "other" + i));
            FileGuest guest = Guest(writable: true);
            guest.Do(Chdir, "/srv/data/a");
            Assert.Contains("b", guest.List("."));

            // More directories than handles are kept: that of 'a' is closed and would be opened again.
            for (int i = 0; i < 100; i++)
                guest.List("/srv/data/other" + i);
            Directory.Move(Path.Combine(_host, "a"), Path.Combine(_host, "was-a"));
            Directory.CreateSymbolicLink(Path.Combine(_host, "a"), outside);
            Assert.Equal(Errno.ENOTDIR, guest.Fail(2, "secret", 0, 0));
            Directory.Delete(Path.Combine(_host, "a"));
            Directory.CreateDirectory(Path.Combine(_host, "a"));
            File.WriteAllText(Path.Combine(_host, "a", "secret"), "another directory");
            Assert.Equal(Errno.ESTALE, guest.Fail(2, "secret", 0, 0));
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public void AReadOnlyGrantRefusesEveryChange()
    {
        File.WriteAllText(Path.Combine(_host, "file"), "kept");
        Directory.CreateDirectory(Path.Combine(_host, "folder"));
        FileGuest guest = Guest(writable: false);
        const string Data = "/srv/data/", Target = Data + "file";
        Assert.Equal(Errno.EROFS, guest.Fail(2, Target, (int)OpenFlags.WriteOnly, 0));
        Assert.Equal(Errno.EROFS, guest.Fail(2, Target, (int)OpenFlags.Truncate, 0));
        Assert.Equal(Errno.EROFS, guest.Fail(2, Data + "new", (int)(OpenFlags.Create | OpenFlags.ReadWrite), 0));
        Assert.Equal(Errno.EROFS, guest.Fail(Mkdir, Data + "new", 0));
        Assert.Equal(Errno.EEXIST, guest.Fail(Mkdir, Data + "folder", 0));
        Assert.Equal(Errno.EROFS, guest.Fail(Unlink, Target));
        Assert.Equal(Errno.EROFS, guest.Fail(Rmdir, Data + "folder"));
        Assert.Equal(Errno.EROFS, guest.Fail(Rename, Target, Data + "new"));
        Assert.Equal(Errno.EROFS, guest.Fail(Link, Target, Data + "new"));
        Assert.Equal(Errno.EROFS, guest.Fail(Symlink, "x", Data + "new"));
        Assert.Equal(Errno.EROFS, guest.Fail(Truncate, Target, 0L));
        Assert.Equal(Errno.EROFS, guest.Fail(Chmod, Target, 0));
        Assert.Equal(Errno.EROFS, guest.Fail(Chown, Target, 0, 0));
        Assert.Equal(Errno.EROFS, guest.Fail(Utimensat, FileGuest.AtCurrent, Target, 0, 0));
        Assert.Equal(Errno.EROFS, guest.Fail(Access, Target, 2));
        Assert.Equal(0, guest.Do(Access, Target, 4));
        Assert.Equal("kept", File.ReadAllText(Path.Combine(_host, "file")));
    }

    [Fact]
    public void NamesDoNotMoveBetweenMounts()
    {
        File.WriteAllText(Path.Combine(_host, "file"), "");
        FileGuest guest = Guest(writable: true);
        guest.WriteFile("/own", "");
        Assert.Equal(Errno.EXDEV, guest.Fail(Rename, "/srv/data/file", "/moved"));
        Assert.Equal(Errno.EXDEV, guest.Fail(Link, "/own", "/srv/data/linked"));
        Assert.Equal(Errno.EBUSY, guest.Fail(Rmdir, "/srv/data"));
        Assert.Equal(Errno.EBUSY, guest.Fail(Rename, "/srv/data", "/srv/other"));
        Assert.Equal(Errno.EPERM, guest.Fail(Chown, "/srv/data/file", 7, 7));
        guest.Do(Chown, "/srv/data/file", 0, -1);
    }

    [Fact]
    public void DirectoriesMoveAndExchange()
    {
        FileGuest guest = Guest(writable: true);
        guest.Do(Mkdir, "/srv/data/a", 0x1FF);
        guest.Do(Mkdir, "/srv/data/a/inner", 0x1FF);
        guest.Do(Mkdir, "/srv/data/b", 0x1FF);
        guest.Do(Chdir, "/srv/data/a/inner");
        Assert.Equal(Errno.EINVAL, guest.Fail(Rename, "/srv/data/a", "/srv/data/a/inner/a"));
        guest.Do(Renameat2, FileGuest.AtCurrent, "/srv/data/a", FileGuest.AtCurrent, "/srv/data/b", 2);
        Assert.Equal("/srv/data/b/inner", WorkingDirectory(guest));
        guest.Do(Rename, "/srv/data/b/inner", "/srv/data/a/inner");
        Assert.Equal("/srv/data/a/inner", WorkingDirectory(guest));
        guest.WriteFile("here", "x");
        Assert.True(File.Exists(Path.Combine(_host, "a", "inner", "here")));
        guest.Do(Unlink, "here");
        guest.Do(Rmdir, "/srv/data/a/inner");
        Assert.Equal(Errno.ENOENT, guest.Fail(2, "here", (int)(OpenFlags.Create | OpenFlags.WriteOnly), 0));
    }

    [Fact]
    public void FilesAreMappedPrivately()
    {
        byte[] content = new byte[10_000];
        new Random(7).NextBytes(content);
        File.WriteAllBytes(Path.Combine(_host, "file"), content);
        FileGuest guest = Guest(writable: true);
        int file = guest.Open("/srv/data/file", OpenFlags.ReadOnly);
        ulong address = (ulong)guest.Call(Mmap, 0, 12_288, 3, 2, file, 0L);
        guest.Do(Close, file);
        Assert.Equal(content, guest.Get(address, content.Length));
        Host.CopyToGuest(address, "changed"u8);
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(_host, "file")));
    }

    [Fact]
    public void TheMountIsShown()
    {
        FileGuest guest = Guest(writable: false);
        Assert.Contains("host /srv/data 9p ro,", guest.ReadFile("/proc/self/mounts"), StringComparison.Ordinal);
        Assert.Contains(" / /srv/data ro,", guest.ReadFile("/proc/self/mountinfo"), StringComparison.Ordinal);
        ulong buffer = guest.Room(120);
        guest.Do(Statfs, "/srv/data", buffer);
        Assert.Equal(FileSystem.NinePMagic, BitConverter.ToUInt64(guest.Get(buffer, 8)));
        Assert.NotEqual(0ul, BitConverter.ToUInt64(guest.Get(buffer + 16, 8)));
    }

    [Theory]
    [InlineData("", "/a", Errno.ENOENT)]
    [InlineData("/nonexistent/litebox", "/a", Errno.ENOENT)]
    [InlineData("/dev/null", "/a", Errno.ENOTDIR)]
    [InlineData("/tmp", "/proc/self/x", Errno.ENOENT)]
    [InlineData("/tmp", "/dev", Errno.EBUSY)]
    public void WhatCannotBeMountedIsRefused(string host, string path, Errno expected)
    {
        FileGuest guest = new();
        Assert.Equal(expected, GrantedFileSystem.Mount(guest.Thread, new Mount(false, Encoding.UTF8.GetBytes(host), Encoding.UTF8.GetBytes(path))));
    }

    [Fact]
    public void NamesOfTheHostAreSingleSteps()
    {
        int root = (int)HostDirectories.Grant(Encoding.UTF8.GetBytes(_host), true).Value;
        foreach (string name in new[] { "", ".", "..", "a/b", "/etc", "a\0b", new string('x', 256) })
        {
            byte[] bytes = Encoding.UTF8.GetBytes(name);
            Assert.Equal(Errno.EINVAL, HostDirectories.OpenDirectory(root, bytes).Error);
            Assert.Equal(Errno.EINVAL, HostDirectories.OpenFile(root, bytes, HostAccess.Read).Error);
            Assert.Equal(Errno.EINVAL, HostDirectories.CreateFile(root, bytes, 0x180).Error);
            Assert.Equal(Errno.EINVAL, HostDirectories.GetStatus(root, bytes, out _));
            Assert.Equal(Errno.EINVAL, HostDirectories.RemoveFile(root, bytes));
            Assert.Equal(Errno.EINVAL, HostDirectories.Rename(root, bytes, root, bytes, 0));
        }

        HostDirectories.Close(root);
    }

    [Fact]
    public void RandomCallsDoNoHarm()
    {
        FileGuest guest = Guest(writable: true);
        var random = new Random(11);
        string[] names = ["a", "b", "a/c", "a/c/d", "e", "..", ".", ""];
        int[] calls = [2, 4, 6, 82, 83, 84, 86, 87, 88, 89, 76, 80, 21, 316, 266, 90];
        for (int i = 0; i < 3000; i++)
        {
            string first = "/srv/data/" + names[random.Next(names.Length)], second = "/srv/data/" + names[random.Next(names.Length)];
            ulong buffer = guest.Room(4096);
            int call = calls[random.Next(calls.Length)];
            long result = call switch
            {
                2 => guest.Call(2, first, random.Next(0x400), 0x1B6),
                82 or 86 or 88 => guest.Call(call, first, second),
                316 => guest.Call(call, FileGuest.AtCurrent, first, FileGuest.AtCurrent, second, random.Next(4)),
                266 => guest.Call(call, second, FileGuest.AtCurrent, first),
                4 or 6 or 89 => guest.Call(call, first, buffer, 144),
                76 => guest.Call(call, first, (long)random.Next(9000)),
                _ => guest.Call(call, first, 0x1ED),
            };
            Assert.InRange(result, -4095, int.MaxValue);
            if (call == 2 && result >= 0)
                guest.Do(Close, (int)result);
            guest.Reset();
        }
    }

    private static string WorkingDirectory(FileGuest guest)
    {
        ulong buffer = guest.Room(4096);
        return Encoding.UTF8.GetString(guest.Get(buffer, guest.Do(Getcwd, buffer, 4096) - 1));
    }

    private FileGuest Guest(bool writable)
    {
        FileGuest guest = new();
        Assert.Equal(Errno.None, GrantedFileSystem.Mount(guest.Thread, new Mount(writable, Encoding.UTF8.GetBytes(_host), "/srv/data"u8.ToArray())));
        return guest;
    }
}
