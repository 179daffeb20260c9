using System;
using System.Collections.Generic;

/// <summary>Uses every part of the North API and says what came of it; the test compares a bundle with ordinary .NET.</summary>
internal static class Program
{
    private static readonly Mutex s_mutex = new();
    private static readonly Condition s_condition = new();
    private static readonly Queue<int> s_queue = new();
    private static int s_inside;
    private static bool s_overlapped;

    private static int Main()
    {
        Arguments();
        Text();
        Files();
        Names();
        Directories();
        Threads();
        Pipes();
        Time();
        Memory();
        Input();
        Process.Exit(7);
        return 0;
    }

    private static void Say(ReadOnlySpan<byte> what, Errno error) => Say(what, (long)error);

    private static void Say(ReadOnlySpan<byte> what, bool value) => Say(what, value ? 1 : 0);

    private static void Say(ReadOnlySpan<byte> what, Result result) => Say(what, result.Value);

    private static void Say(ReadOnlySpan<byte> what, long value)
    {
        Utf8Writer line = new(Streams.Output, stackalloc byte[80]);
        line.AppendPadded(what, 24);
        line.Append(value, 8);
        line.Append('\n');
        line.Flush();
    }

    private static void Arguments()
    {
        Say("arguments"u8, Process.ArgumentCount);
        for (int i = 0; i < Process.ArgumentCount; i++)
        {
            Streams.Output.WriteAll(Process.Argument(i));
            Streams.Output.WriteAll("\n"u8);
        }

        Say("set"u8, Process.TryGetEnvironment("COLOUR"u8, out ReadOnlySpan<byte> colour));
        Streams.Output.WriteAll(colour);
        Streams.Output.WriteAll("\n"u8);
        Say("prefix of a name"u8, Process.TryGetEnvironment("COL"u8, out _));
        Say("host's variable"u8, Process.TryGetEnvironment("PATH"u8, out _));
        Span<byte> random = stackalloc byte[32];
        Process.GetRandom(random);
        Say("random is not zero"u8, random.IndexOfAnyExcept((byte)0) >= 0);
    }

    private static void Text()
    {
        Utf8Writer text = new(stackalloc byte[64]);
        text.Append(long.MinValue);
        text.Append(-5, 4);
        text.AppendHexadecimal(0xBEEF, 8);
        text.Append("é"u8);
        Streams.Output.WriteAll(text.Text);
        Streams.Output.WriteAll("\n"u8);
        Span<byte> cleared = stackalloc byte[200];
        Say("stackalloc is zero"u8, cleared.IndexOfAnyExcept((byte)0) < 0);
        Utf8Writer small = new(stackalloc byte[3]);
        small.Append("abcd"u8);
        Say("cut"u8, small.IsCut);
        Say("kept"u8, small.Text.Length);
        Utf8Writer pieces = new(Streams.Output, stackalloc byte[3]);
        pieces.Append("in pieces of three\n"u8);
        Say("flush"u8, pieces.Flush());
        Say("write to input"u8, Streams.Input.Write("x"u8));
    }

    private static void Files()
    {
        Say("missing"u8, File.Open("/none"u8, OpenFlags.ReadOnly, out File none));
        Say("read of closed"u8, none.Read(stackalloc byte[1]));
        Say("open"u8, File.Open("/data/a.txt"u8, OpenFlags.ReadWrite, out File file));
        Span<byte> buffer = stackalloc byte[16];
        Say("read"u8, file.Read(buffer[..4]));
        Say("first byte"u8, buffer[0]);
        Say("seek"u8, file.Seek(-2, Whence.End));
        Say("read at end"u8, file.Read(buffer));
        Say("pread"u8, file.PRead(buffer[..3], 1));
        Say("pread byte"u8, buffer[0]);
        Say("pwrite"u8, file.PWrite("XY"u8, 100));
        Say("stat"u8, file.Stat(out FileStatus status));
        Say("size"u8, (long)status.Size);
        Say("type"u8, (long)status.Type);
        Say("hole"u8, file.PRead(buffer[..1], 50));
        Say("hole byte"u8, buffer[0]);
        Say("truncate"u8, file.Truncate(2));
        Say("all"u8, file.PRead(buffer, 0));
        Say("negative seek"u8, file.Seek(-1));
        Say("close"u8, file.Close());
        Say("close again"u8, file.Close());
        Say("exclusive"u8, File.Open("/data/a.txt"u8, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, out _));
        Say("append"u8, File.Open("/data/a.txt"u8, OpenFlags.WriteOnly | OpenFlags.Append, out file));
        Say("append write"u8, file.Write("tail"u8));
        Say("read of write only"u8, file.Read(buffer));
        file.Close();
        Say("null device"u8, File.Open("/dev/null"u8, OpenFlags.ReadWrite, out file));
        Say("null read"u8, file.Read(buffer));
        Say("null write"u8, file.Write(buffer));
        file.Close();
    }

    private static void Names()
    {
        Say("mkdir"u8, FileSystem.MakeDirectory("/tmp/d"u8));
        Say("mkdir again"u8, FileSystem.MakeDirectory("/tmp/d"u8));
        Say("chdir"u8, FileSystem.ChangeDirectory("/tmp/d"u8));
        Say("create"u8, File.Open("f"u8, OpenFlags.WriteOnly | OpenFlags.Create, out File file));
        Say("write"u8, file.WriteAll("12345"u8));
        file.Close();
        Say("link"u8, FileSystem.Link("f"u8, "g"u8));
        Say("stat"u8, FileSystem.Stat("/tmp/d/g"u8, out FileStatus status));
        Say("links"u8, status.Links);
        Say("permissions"u8, status.Permissions);
        Say("chmod"u8, FileSystem.ChangeMode("g"u8, 0x180));
        FileSystem.Stat("f"u8, out status);
        Say("permissions"u8, status.Permissions);
        Say("symlink"u8, FileSystem.SymbolicLink("f"u8, "s"u8));
        Span<byte> target = stackalloc byte[8];
        Say("readlink"u8, FileSystem.ReadLink("s"u8, target));
        Say("readlink of a file"u8, FileSystem.ReadLink("f"u8, target));
        FileSystem.LinkStat("s"u8, out status);
        Say("lstat type"u8, (long)status.Type);
        Say("truncate"u8, FileSystem.Truncate("s"u8, 3));
        FileSystem.Stat("s"u8, out status);
        Say("size"u8, (long)status.Size);
        Say("rename"u8, FileSystem.Rename("g"u8, "h"u8));
        Say("unlink"u8, FileSystem.Unlink("f"u8));
        Say("dangling"u8, FileSystem.Stat("s"u8, out _));
        Say("rmdir not empty"u8, FileSystem.RemoveDirectory("/tmp/d"u8));
    }

    private static void Directories()
    {
        Say("opendir"u8, Directory.Open("/tmp/d"u8, out Directory directory));
        for (int round = 0; round < 2; round++)
        {
            while (directory.Read(out DirectoryEntry entry))
                Say(entry.Name, (long)entry.Type);
            directory.Rewind();
        }

        Say("opendir of a file"u8, Directory.Open("/tmp/d/h"u8, out directory));
        Say("read of that"u8, directory.Read(out _));
    }

    private static void Threads()
    {
        List<Thread> threads = new();
        for (int i = 0; i < 4; i++)
        {
            if (Thread.Start(Work, out Thread thread) == Errno.None)
                threads.Add(thread);
        }

        int sum = 0;
        for (int i = 0; i < 4; i++)
        {
            while (s_queue.Count == 0)
                s_condition.Wait();
            sum += s_queue.Dequeue();
        }

        foreach (Thread thread in threads)
            thread.Join();
        Say("started"u8, threads.Count);
        Say("ended"u8, threads[3].HasEnded);
        Say("sum"u8, sum);
        Say("overlapped"u8, s_overlapped);
        Say("signalled"u8, new Condition().Wait(1000));
        Say("try lock"u8, s_mutex.TryLock());
        Say("try again"u8, s_mutex.TryLock());
        s_mutex.Unlock();
    }

    private static void Work()
    {
        s_mutex.Lock();
        s_overlapped |= s_inside++ != 0;
        Clock.Sleep(Clock.Second / 1000);
        s_inside--;
        s_mutex.Unlock();
        s_queue.Enqueue(10);
        s_condition.Signal();
    }

    private static void Pipes()
    {
        Pipe.Create(out File readEnd, out File writeEnd);
        long total = 0;
        Thread.Start(() =>
        {
            Span<byte> piece = stackalloc byte[1000];
            while (readEnd.Read(piece) is { Value: > 0 } read)
                total += read.Value;
        }, out Thread reader);

        // More than the pipe holds: both ends have to wait for each other.
        Say("pipe write"u8, writeEnd.WriteAll(new byte[300_000]));
        writeEnd.Close();
        reader.Join();
        Say("pipe total"u8, total);
        readEnd.Close();
        Pipe.Create(out readEnd, out writeEnd);
        readEnd.Close();
        Say("broken pipe"u8, writeEnd.Write("x"u8));
        Say("seek in a pipe"u8, writeEnd.Seek(0));
    }

    private static void Time()
    {
        long before = Clock.Monotonic;
        Clock.Sleep(2_000_000);
        Say("slept"u8, Clock.Monotonic - before >= 2_000_000);
        Say("after 2020"u8, Clock.Realtime / Clock.Second > 1_577_836_800);
    }

    /// <summary>Makes enough garbage for several collections, and keeps some of it.</summary>
    private static void Memory()
    {
        Dictionary<int, byte[]> kept = new();
        for (int i = 0; i < 200_000; i++)
        {
            byte[] bytes = new byte[100 + i % 400];
            bytes[7] = (byte)i;
            if (i % 1000 == 0)
                kept[i] = bytes;
        }

        int wrong = 0;
        foreach (KeyValuePair<int, byte[]> entry in kept)
            wrong += entry.Value[7] == (byte)entry.Key ? 0 : 1;
        Say("kept"u8, kept.Count);
        Say("damaged"u8, wrong);
    }

    private static void Input()
    {
        Span<byte> line = stackalloc byte[64];
        Result read = Streams.Input.Read(line);
        Say("input"u8, read);
        Streams.Output.WriteAll(line[..(int)read.Value]);
        Say("end of input"u8, Streams.Input.Read(line));
    }
}
