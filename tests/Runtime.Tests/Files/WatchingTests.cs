using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;
using LiteBox.North;
using LiteBox.South;
using Xunit;

namespace LiteBox.Runtime.Tests.Files;

[Collection(FilesCollection.Name)]
public sealed class WatchingTests : IDisposable
{
    private const int Close = 3, Fchmod = 91, InotifyInit = 294, InotifyAdd = 254, Mkdir = 83, Rename = 82, Rmdir = 84, Unlink = 87;

    private readonly string _host = Directory.CreateTempSubdirectory("litebox-watched-").FullName;

    public void Dispose() => Directory.Delete(_host, recursive: true);

    [Fact]
    public void AFullQueueEndsWithOneOverflow()
    {
        FileGuest guest = new();
        int watcher = guest.Do(InotifyInit, (int)OpenFlags.NonBlocking);
        guest.WriteFile("/tmp/file", "");
        guest.Do(InotifyAdd, watcher, "/tmp/file", (uint)(FileEvents.Attributes | FileEvents.Modify));
        int file = guest.Open("/tmp/file", OpenFlags.WriteOnly);
        ulong text = guest.Put("x"u8);
        for (int i = 0; i < InotifyFile.MaxQueued; i++)
        {
            guest.Do(1, file, text, 1);
            guest.Do(Fchmod, file, 0x1A4);
        }

        List<(int Watch, FileEvents What, string Name)> events = Events(guest, watcher);
        Assert.Equal(InotifyFile.MaxQueued + 1, events.Count);
        Assert.Equal((-1, FileEvents.Overflow, ""), events[^1]);
        guest.Do(1, file, text, 1);
        Assert.Equal([(1, FileEvents.Modify, "")], Events(guest, watcher));
    }

    [Fact]
    public void ChangesOfAGrantedDirectoryAreTold()
    {
        FileGuest guest = new();
        Assert.Equal(Errno.None, GrantedFileSystem.Mount(guest.Thread, new Mount(true, Encoding.UTF8.GetBytes(_host), "/srv/data"u8.ToArray())));
        int watcher = guest.Do(InotifyInit, (int)OpenFlags.NonBlocking);
        guest.Do(InotifyAdd, watcher, "/srv/data", (uint)FileEvents.All);
        guest.Do(Close, guest.Open("/srv/data/file", OpenFlags.Create | OpenFlags.WriteOnly));
        guest.Do(Mkdir, "/srv/data/folder", 0x1ED);
        Assert.Equal(
            [(1, FileEvents.Create, "file"), (1, FileEvents.Open, "file"), (1, FileEvents.CloseWrite, "file"), (1, FileEvents.Create | FileEvents.IsDirectory, "folder")],
            Events(guest, watcher));
        guest.Do(InotifyAdd, watcher, "/srv/data/file", (uint)(FileEvents.MoveSelf | FileEvents.DeleteSelf));
        guest.Do(Rename, "/srv/data/file", "/srv/data/folder/moved");
        guest.Do(Unlink, "/srv/data/folder/moved");
        guest.Do(Rmdir, "/srv/data/folder");
        Assert.Equal(
            [(1, FileEvents.MovedFrom, "file"), (2, FileEvents.MoveSelf, ""), (2, FileEvents.DeleteSelf, ""), (2, FileEvents.Ignored, ""),
                (1, FileEvents.Delete | FileEvents.IsDirectory, "folder")],
            Events(guest, watcher));
    }

    private static List<(int Watch, FileEvents What, string Name)> Events(FileGuest guest, int watcher)
    {
        List<(int, FileEvents, string)> events = [];
        ulong buffer = guest.Room(4096);
        while (true)
        {
            long read = guest.Call(0, watcher, buffer, 4096);
            if (read == -(long)Errno.EAGAIN)
                return events;
            ReadOnlySpan<byte> rest = guest.Get(buffer, (int)read);
            while (!rest.IsEmpty)
            {
                int length = BinaryPrimitives.ReadInt32LittleEndian(rest[12..]);
                events.Add((BinaryPrimitives.ReadInt32LittleEndian(rest), (FileEvents)BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]),
                    Encoding.UTF8.GetString(rest.Slice(16, length)).TrimEnd('\0')));
                rest = rest[(16 + length)..];
            }
        }
    }
}
