using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;
using LiteBox.North;
using LiteBox.Packager.Erofs;
using LiteBox.Shim.Linux;
using LiteBox.South;
using Host = LiteBox.South.South;
using Thread = LiteBox.North.Thread;

namespace LiteBox.Runtime.Tests.Files;

/// <summary>A guest process whose program is the test: it makes system calls by number, with memory of its own.</summary>
internal sealed class FileGuest
{
    public const int AtCurrent = -100;
    private const ulong ArenaStart = 0x1000_0000;
    private const ulong ArenaSize = 4 << 20;

    /// <summary>An address where nothing is mapped.</summary>
    public const ulong Bad = 0x7000_0000;

    private ulong _next = ArenaStart;

    public FileGuest(FileTree? tree = null, ConsoleKind console = ConsoleKind.Pipe)
    {
        Simulation.Reset();
        Array.Fill(Simulation.Consoles, console);
        if (tree is not null)
        {
            var image = new MemoryStream();
            ErofsWriter.Write(tree, image);
            Simulation.SetRootImage(image.ToArray());
        }

        Kernel.Start(Policy.Empty);
        Thread = Kernel.CreateProcess(null, ref Host.CreateThreadBlock());
        Assert(Host.Map(ArenaStart, ArenaSize, PageProtection.Read | PageProtection.Write) == Errno.None);
    }

    public Thread Thread { get; }

    /// <summary>Makes a system call; a string goes as the address of its bytes.</summary>
    public long Call(int number, params object[] arguments) => CallOn(Thread, number, arguments);

    public long CallOn(Thread thread, int number, params object[] arguments)
    {
        Span<ulong> values = stackalloc ulong[6];
        for (int i = 0; i < arguments.Length; i++)
        {
            values[i] = arguments[i] switch
            {
                string text => Put(Encoding.UTF8.GetBytes(text + "\0")),
                int number32 => (ulong)(long)number32,
                uint unsigned => unsigned,
                long number64 => (ulong)number64,
                ulong address => address,
                _ => throw new ArgumentException("an argument is a number or a string"),
            };
        }

        var registers = new GuestRegisters
        {
            Rax = (ulong)number,
            Rdi = values[0],
            Rsi = values[1],
            Rdx = values[2],
            R10 = values[3],
            R8 = values[4],
            R9 = values[5],
        };
        BigLock.Enter();
        Result result = Dispatcher.Invoke(thread, ref registers);
        BigLock.Exit();
        return result.Value;
    }

    /// <summary>Makes a system call that must succeed.</summary>
    public int Do(int number, params object[] arguments)
    {
        long result = Call(number, arguments);
        return result >= 0 ? (int)result : throw new InvalidOperationException($"system call {number}: {(Errno)(-result)}");
    }

    /// <summary>Makes a system call that must fail, and gives the error.</summary>
    public Errno Fail(int number, params object[] arguments)
    {
        long result = Call(number, arguments);
        return result < 0 ? (Errno)(-result) : throw new InvalidOperationException($"system call {number} gave {result}");
    }

    public ulong Put(ReadOnlySpan<byte> bytes)
    {
        ulong at = Room(bytes.Length);
        Assert(Host.CopyToGuest(at, bytes) == bytes.Length);
        return at;
    }

    public ulong Room(int size)
    {
        ulong at = _next;
        _next = (_next + (ulong)size + 63) & ~63ul;
        if (_next > ArenaStart + ArenaSize)
            throw new InvalidOperationException("the test's guest memory is used up");
        return at;
    }

    /// <summary>Gives all of <see cref="Room"/> back.</summary>
    public void Reset() => _next = ArenaStart;

    public byte[] Get(ulong address, int length)
    {
        byte[] bytes = new byte[length];
        Assert(Host.CopyFromGuest(bytes, address) == length);
        return bytes;
    }

    public int Open(string path, OpenFlags flags, int mode = 0x1A4) => Do(2, path, (int)flags, mode);

    public string Read(int descriptor, int count = 4096)
    {
        ulong buffer = Room(count);
        int read = Do(0, descriptor, buffer, count);
        return Encoding.UTF8.GetString(Get(buffer, read));
    }

    public int Write(int descriptor, string text) => Do(1, descriptor, Put(Encoding.UTF8.GetBytes(text)), Encoding.UTF8.GetByteCount(text));

    public string ReadFile(string path)
    {
        int descriptor = Open(path, OpenFlags.ReadOnly);
        var text = new StringBuilder();
        for (string piece; (piece = Read(descriptor)).Length > 0;)
            text.Append(piece);
        Do(3, descriptor);
        return text.ToString();
    }

    public void WriteFile(string path, string text)
    {
        int descriptor = Open(path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Truncate);
        Write(descriptor, text);
        Do(3, descriptor);
    }

    public (ulong Inode, uint Mode, ulong Links, long Size) Stat(string path, bool follow = true)
    {
        ulong buffer = Room(144);
        Do(follow ? 4 : 6, path, buffer);
        byte[] stat = Get(buffer, 144);
        return (BinaryPrimitives.ReadUInt64LittleEndian(stat.AsSpan(8)), BinaryPrimitives.ReadUInt32LittleEndian(stat.AsSpan(24)),
            BinaryPrimitives.ReadUInt64LittleEndian(stat.AsSpan(16)), BinaryPrimitives.ReadInt64LittleEndian(stat.AsSpan(48)));
    }

    /// <summary>The names in a directory, in the order they come, read with a small buffer.</summary>
    public string[] List(string path, int bufferSize = 64)
    {
        int descriptor = Open(path, OpenFlags.Directory);
        var names = new System.Collections.Generic.List<string>();
        ulong buffer = Room(bufferSize);
        for (int read; (read = Do(217, descriptor, buffer, bufferSize)) > 0;)
        {
            byte[] bytes = Get(buffer, read);
            for (int at = 0; at < read; at += BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at + 16)))
            {
                ReadOnlySpan<byte> name = bytes.AsSpan(at + 19);
                names.Add(Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)]));
            }
        }

        Do(3, descriptor);
        return [.. names];
    }

    public string ReadLink(string path)
    {
        ulong buffer = Room(4096);
        return Encoding.UTF8.GetString(Get(buffer, Do(89, path, buffer, 4096)));
    }

    private static void Assert(bool condition)
    {
        if (!condition)
            throw new InvalidOperationException("the simulated guest has no such memory");
    }
}
