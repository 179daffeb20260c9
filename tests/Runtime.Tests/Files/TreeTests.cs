using System;
using System.Linq;
using System.Text;
using LiteBox.North;
using LiteBox.Packager.Erofs;
using LiteBox.South;
using Xunit;

namespace LiteBox.Runtime.Tests.Files;

[Collection(FilesCollection.Name)]
public sealed class TreeTests
{
    private const int Access = 21, Close = 3, Dup = 32, Ftruncate = 77, Getcwd = 79, Chdir = 80, Link = 86, Lseek = 8, Mkdir = 83, Openat = 257,
        Pread = 17, Rename = 82, Renameat2 = 316, Rmdir = 84, Symlink = 88, Unlink = 87, Fstat = 5, Linkat = 265, Truncate = 76;

    [Fact]
    public void BundledFilesAreRead()
    {
        FileGuest guest = new(Sample());
        Assert.Equal("hello", guest.ReadFile("/data/small"));
        Assert.Equal(new string('x', 10_000), guest.ReadFile("/data/large"));
        Assert.Equal("hello", guest.ReadFile("/link"));
        Assert.Equal("hello", guest.ReadFile("/data/../data/./small"));
        Assert.Equal("data/small", guest.ReadLink("/link"));
    }

    [Fact]
    public void ChangesStayInMemoryAndKeepTheInode()
    {
        FileGuest guest = new(Sample());
        ulong inode = guest.Stat("/data/large").Inode;
        int descriptor = guest.Open("/data/large", OpenFlags.ReadWrite);
        guest.Do(Lseek, descriptor, 5000L, 0);
        guest.Write(descriptor, "CHANGED");
        string text = guest.ReadFile("/data/large");
        Assert.Equal(new string('x', 5000) + "CHANGED" + new string('x', 4993), text);
        Assert.Equal(inode, guest.Stat("/data/large").Inode);
        guest.Do(Ftruncate, descriptor, 5002L);
        guest.Do(Ftruncate, descriptor, 5004L);
        Assert.Equal("CH\0\0", guest.ReadFile("/data/large")[5000..]);
    }

    [Fact]
    public void RemovedBundledFileIsGoneButOpenOnesLive()
    {
        FileGuest guest = new(Sample());
        int descriptor = guest.Open("/data/small", OpenFlags.ReadOnly);
        guest.Do(Unlink, "/data/small");
        Assert.Equal(Errno.ENOENT, guest.Fail(Access, "/data/small", 0));
        Assert.Equal("hello", guest.Read(descriptor));
        Assert.DoesNotContain("small", guest.List("/data"));
        guest.WriteFile("/data/small", "new");
        Assert.Equal("new", guest.ReadFile("/data/small"));
    }

    [Fact]
    public void SparseFileHasHoles()
    {
        FileGuest guest = new();
        int descriptor = guest.Open("/tmp/sparse", OpenFlags.ReadWrite | OpenFlags.Create);
        guest.Do(18, descriptor, guest.Put("end"u8), 3, 1L << 40);
        Assert.Equal((1L << 40) + 3, guest.Stat("/tmp/sparse").Size);
        Assert.Equal(1L << 40, guest.Call(Lseek, descriptor, 0L, 3));
        Assert.Equal(0L, guest.Call(Lseek, descriptor, 0L, 4));
        ulong buffer = guest.Room(16);
        Assert.Equal(16, guest.Do(Pread, descriptor, buffer, 16, 123_456L));
        Assert.Equal(new byte[16], guest.Get(buffer, 16));
        ulong used = PagePool.Used;
        guest.Do(Unlink, "/tmp/sparse");
        guest.Do(Close, descriptor);
        Assert.Equal(used - 1, PagePool.Used);
    }

    [Theory]
    [InlineData("/none", Errno.ENOENT)]
    [InlineData("/data/small/x", Errno.ENOTDIR)]
    [InlineData("/data/small/", Errno.ENOTDIR)]
    [InlineData("/loop", Errno.ELOOP)]
    [InlineData("/dangling", Errno.ENOENT)]
    [InlineData("", Errno.ENOENT)]
    public void PathsFailAsOnLinux(string path, Errno expected)
    {
        FileGuest guest = new(Sample());
        Assert.Equal(expected, guest.Fail(2, path, 0, 0));
    }

    [Fact]
    public void LongNamesAndPathsAreRefused()
    {
        FileGuest guest = new();
        guest.WriteFile("/tmp/" + new string('n', 255), "x");
        Assert.Equal(Errno.ENAMETOOLONG, guest.Fail(2, "/tmp/" + new string('n', 256), 0, 0));
        Assert.Equal(Errno.ENAMETOOLONG, guest.Fail(2, "/" + string.Concat(Enumerable.Repeat("./", 2048)), 0, 0));
        Assert.Equal(Errno.EFAULT, guest.Fail(2, FileGuest.Bad, 0, 0));
    }

    [Fact]
    public void OpenFlagsAreHonoured()
    {
        FileGuest guest = new(Sample());
        Assert.Equal(Errno.EEXIST, guest.Fail(2, "/data/small", (int)(OpenFlags.Create | OpenFlags.Exclusive), 0));
        Assert.Equal(Errno.EEXIST, guest.Fail(2, "/dangling", (int)(OpenFlags.Create | OpenFlags.Exclusive), 0));
        Assert.Equal(Errno.ELOOP, guest.Fail(2, "/link", (int)OpenFlags.NoFollow, 0));
        Assert.Equal(Errno.ENOTDIR, guest.Fail(2, "/data/small", (int)OpenFlags.Directory, 0));
        Assert.Equal(Errno.EISDIR, guest.Fail(2, "/data", (int)OpenFlags.WriteOnly, 0));
        Assert.Equal(Errno.EISDIR, guest.Fail(2, "/tmp/new/", (int)(OpenFlags.Create | OpenFlags.WriteOnly), 0));
        int path = guest.Open("/data/small", OpenFlags.Path);
        Assert.Equal(Errno.EBADF, guest.Fail(0, path, guest.Room(8), 8));
        Assert.Equal(0, guest.Do(Fstat, path, guest.Room(144)));
        int append = guest.Open("/data/small", OpenFlags.WriteOnly | OpenFlags.Append);
        guest.Do(Lseek, append, 0L, 0);
        guest.Write(append, "!");
        Assert.Equal("hello!", guest.ReadFile("/data/small"));
        guest.Open("/data/small", OpenFlags.WriteOnly | OpenFlags.Truncate);
        Assert.Equal(0, guest.Stat("/data/small").Size);
    }

    [Fact]
    public void CreationThroughDanglingLinkMakesItsTarget()
    {
        FileGuest guest = new(Sample());
        guest.Do(Symlink, "/tmp/target", "/tmp/dangling");
        guest.WriteFile("/tmp/dangling", "made");
        Assert.Equal("made", guest.ReadFile("/tmp/target"));
    }

    [Fact]
    public void UnnamedFileGetsAName()
    {
        FileGuest guest = new();
        int descriptor = guest.Open("/tmp", OpenFlags.Temporary | OpenFlags.Directory | OpenFlags.ReadWrite);
        guest.Write(descriptor, "now you see me");
        Assert.Empty(guest.List("/tmp").Except([".", ".."]));
        guest.Do(Linkat, FileGuest.AtCurrent, $"/proc/self/fd/{descriptor}", FileGuest.AtCurrent, "/tmp/named", 0x400);
        Assert.Equal("now you see me", guest.ReadFile("/tmp/named"));
    }

    [Fact]
    public void RenameFollowsTheRules()
    {
        FileGuest guest = new(Sample());
        guest.Do(Mkdir, "/tmp/a", 0x1FF);
        guest.Do(Mkdir, "/tmp/a/b", 0x1FF);
        guest.Do(Mkdir, "/tmp/empty", 0x1FF);
        guest.WriteFile("/tmp/f", "f");
        guest.WriteFile("/tmp/g", "g");
        Assert.Equal(Errno.EINVAL, guest.Fail(Rename, "/tmp/a", "/tmp/a/b/c"));
        Assert.Equal(Errno.ENOTEMPTY, guest.Fail(Rename, "/tmp/a/b", "/tmp/a"));
        Assert.Equal(Errno.EISDIR, guest.Fail(Rename, "/tmp/f", "/tmp/empty"));
        Assert.Equal(Errno.ENOTDIR, guest.Fail(Rename, "/tmp/empty", "/tmp/f"));
        Assert.Equal(Errno.ENOTEMPTY, guest.Fail(Rename, "/tmp/empty", "/tmp/a"));
        Assert.Equal(Errno.ENOTDIR, guest.Fail(Rename, "/tmp/f/", "/tmp/h"));
        Assert.Equal(Errno.EBUSY, guest.Fail(Rename, "/tmp/.", "/tmp/h"));
        Assert.Equal(Errno.EXDEV, guest.Fail(Rename, "/tmp/f", "/dev/shm/f"));
        Assert.Equal(Errno.EBUSY, guest.Fail(Rename, "/tmp/empty", "/proc"));
        Assert.Equal(Errno.EEXIST, guest.Fail(Renameat2, FileGuest.AtCurrent, "/tmp/f", FileGuest.AtCurrent, "/tmp/g", 1));
        guest.Do(Renameat2, FileGuest.AtCurrent, "/tmp/f", FileGuest.AtCurrent, "/tmp/a", 2);
        Assert.Equal("f", guest.ReadFile("/tmp/a"));
        Assert.Equal(3ul, guest.Stat("/tmp/f").Links);
        guest.Do(Rename, "/tmp/f/b", "/tmp/empty");
        Assert.Equal(2ul, guest.Stat("/tmp/f").Links);
        guest.Do(Rename, "/tmp/g", "/tmp/a");
        Assert.Equal("g", guest.ReadFile("/tmp/a"));
        guest.Do(Rename, "/data", "/tmp/moved");
        Assert.Equal("hello", guest.ReadFile("/tmp/moved/small"));
        Assert.Equal(Errno.ENOENT, guest.Fail(Access, "/data", 0));
    }

    [Fact]
    public void NamesAreRemovedByTheRules()
    {
        FileGuest guest = new(Sample());
        Assert.Equal(Errno.EISDIR, guest.Fail(Unlink, "/data"));
        Assert.Equal(Errno.ENOTDIR, guest.Fail(Rmdir, "/data/small"));
        Assert.Equal(Errno.ENOTEMPTY, guest.Fail(Rmdir, "/data"));
        Assert.Equal(Errno.EINVAL, guest.Fail(Rmdir, "/tmp/."));
        Assert.Equal(Errno.ENOTEMPTY, guest.Fail(Rmdir, "/tmp/.."));
        Assert.Equal(Errno.EBUSY, guest.Fail(Rmdir, "/"));
        Assert.Equal(Errno.EBUSY, guest.Fail(Rmdir, "/proc"));
        Assert.Equal(Errno.ENOTDIR, guest.Fail(Unlink, "/data/small/"));
        Assert.Equal(Errno.EEXIST, guest.Fail(Mkdir, "/data", 0x1FF));
        guest.Do(Mkdir, "/tmp/gone/", 0x1FF);
        guest.Do(Chdir, "/tmp/gone");
        guest.Do(Rmdir, "/tmp/gone");
        Assert.Equal(Errno.ENOENT, guest.Fail(2, "x", (int)(OpenFlags.Create | OpenFlags.WriteOnly), 0));
        Assert.Equal(Errno.ENOENT, guest.Fail(Getcwd, guest.Room(64), 64));
    }

    [Fact]
    public void HardLinksShareTheFile()
    {
        FileGuest guest = new(Sample());
        guest.Do(Link, "/data/small", "/data/second");
        Assert.Equal(2ul, guest.Stat("/data/small").Links);
        guest.WriteFile("/data/second", "shared");
        Assert.Equal("shared", guest.ReadFile("/data/small"));
        guest.Do(Unlink, "/data/small");
        Assert.Equal("shared", guest.ReadFile("/data/second"));
        Assert.Equal(Errno.EPERM, guest.Fail(Link, "/data", "/d"));
        Assert.Equal(Errno.EEXIST, guest.Fail(Link, "/data/second", "/data/large"));
    }

    [Fact]
    public void ListingGoesOnWhileEntriesComeAndGo()
    {
        FileGuest guest = new(Sample());
        string[] names = [.. Enumerable.Range(0, 300).Select(i => $"entry{i:000}")];
        guest.Do(Mkdir, "/tmp/many", 0x1FF);
        foreach (string name in names)
            guest.WriteFile("/tmp/many/" + name, name);
        Assert.Equal([".", "..", .. names], guest.List("/tmp/many"));

        int descriptor = guest.Open("/tmp/many", OpenFlags.Directory);
        ulong buffer = guest.Room(32);
        for (int i = 0; i < 10; i++)
            guest.Do(217, descriptor, buffer, 32);
        for (int i = 0; i < 250; i++)
            guest.Do(Unlink, "/tmp/many/" + names[i]);
        guest.WriteFile("/tmp/many/late", "");
        int left = 0;
        while (guest.Do(217, descriptor, buffer, 32) > 0)
            left++;
        Assert.Equal(51, left);
        Assert.Equal([".", "..", .. names[250..], "late"], guest.List("/tmp/many", 4096));
    }

    [Fact]
    public void PositionsOfBundledDirectorySurviveItsFirstChange()
    {
        var tree = new FileTree();
        for (int i = 0; i < 400; i++)
            tree.AddFile($"/d/name-of-an-entry-{i:000}", FileContent.FromBytes(Encoding.UTF8.GetBytes($"{i}")));
        FileGuest guest = new(tree);
        int descriptor = guest.Open("/d", OpenFlags.Directory);
        ulong buffer = guest.Room(4096);
        int seen = Count(guest, buffer, guest.Do(217, descriptor, buffer, 4096));
        guest.WriteFile("/d/zz", "late");
        for (int read; (read = guest.Do(217, descriptor, buffer, 4096)) > 0;)
            seen += Count(guest, buffer, read);
        Assert.Equal(403, seen);
        Assert.Equal("399", guest.ReadFile("/d/name-of-an-entry-399"));
    }

    [Fact]
    public void BadAddressesGiveWhatWasDone()
    {
        FileGuest guest = new(Sample());
        int descriptor = guest.Open("/data/large", OpenFlags.ReadWrite);
        Assert.Equal(Errno.EFAULT, guest.Fail(0, descriptor, FileGuest.Bad, 8));
        Assert.Equal(Errno.EFAULT, guest.Fail(1, descriptor, FileGuest.Bad, 8));
        Assert.Equal(new string('x', 16), guest.Read(descriptor, 16));

        // The arena ends at 0x1040_0000: a read across its end gives what fits.
        Assert.Equal(100, guest.Do(0, descriptor, 0x1040_0000L - 100, 4000));
        Assert.Equal(Errno.EFAULT, guest.Fail(4, "/data/small", FileGuest.Bad));
        Assert.Equal(Errno.EINVAL, guest.Fail(19, descriptor, guest.Room(16), 1025));
    }

    [Fact]
    public void DescriptorsShareTheOffsetAfterDup()
    {
        FileGuest guest = new(Sample());
        int one = guest.Open("/data/small", OpenFlags.ReadOnly);
        int two = guest.Do(Dup, one);
        Assert.Equal("he", guest.Read(one, 2));
        Assert.Equal("llo", guest.Read(two, 9));
        guest.Do(Close, one);
        Assert.Equal(one, guest.Open("/data/small", OpenFlags.ReadOnly));
        Assert.Equal(Errno.EBADF, guest.Fail(Close, 77));
    }

    [Fact]
    public void WorkingDirectoryIsTold()
    {
        FileGuest guest = new(Sample());
        guest.Do(Mkdir, "/tmp/here", 0x1FF);
        guest.Do(Chdir, "/tmp/here");
        ulong buffer = guest.Room(64);
        Assert.Equal(10, guest.Do(Getcwd, buffer, 64));
        Assert.Equal("/tmp/here\0", Encoding.UTF8.GetString(guest.Get(buffer, 10)));
        guest.Do(Rename, "/tmp/here", "/tmp/there");
        Assert.Equal("/tmp/there", guest.ReadLink("/proc/self/cwd"));
        Assert.Equal(Errno.ERANGE, guest.Fail(Getcwd, buffer, 4));
        Assert.Equal(Errno.ENOENT, guest.Fail(Truncate, "none", 0L));
    }

    private static int Count(FileGuest guest, ulong buffer, int length)
    {
        byte[] bytes = guest.Get(buffer, length);
        int count = 0;
        for (int at = 0; at < length; at += BitConverter.ToUInt16(bytes, at + 16))
            count++;
        return count;
    }

    private static FileTree Sample()
    {
        var tree = new FileTree();
        tree.AddFile("/data/small", FileContent.FromBytes("hello"u8.ToArray()));
        tree.AddFile("/data/large", FileContent.FromBytes(Encoding.UTF8.GetBytes(new string('x', 10_000))));
        tree.AddSymbolicLink("/link", "data/small");
        tree.AddSymbolicLink("/loop", "/loop");
        tree.AddSymbolicLink("/dangling", "/no/where");
        return tree;
    }
}
