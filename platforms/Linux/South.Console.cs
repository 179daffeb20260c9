using System;
using System.Runtime;

namespace LiteBox.South;

public readonly unsafe partial struct South
{
    private const int Streams = 3;
    private const uint ErrorStream = 2;

    private static uint s_consoles;

    /// <inheritdoc/>
    public static ConsoleKind Console(int stream) =>
        (uint)stream < Streams ? (ConsoleKind)((s_consoles >> (stream * 8)) & 0xFF) : ConsoleKind.Closed;

    /// <inheritdoc/>
    public static (int Rows, int Columns) ConsoleSize(int stream)
    {
        ushort* size = stackalloc ushort[4];
        return (uint)stream < Streams && Host.GetWindowSize((uint)stream, size) == 0 ? (size[0], size[1]) : (0, 0);
    }

    /// <inheritdoc/>
    public static Result ReadConsole(int stream, Span<byte> destination)
    {
        if ((uint)stream >= Streams)
        {
            return Errno.EBADF;
        }

        fixed (byte* bytes = destination)
        {
            return ToResult(Host.Read((uint)stream, bytes, (nuint)destination.Length));
        }
    }

    /// <inheritdoc/>
    public static Result WriteConsole(int stream, ReadOnlySpan<byte> source)
    {
        if ((uint)stream >= Streams)
        {
            return Errno.EBADF;
        }

        fixed (byte* bytes = source)
        {
            return ToResult(Host.Write((uint)stream, bytes, (nuint)source.Length));
        }
    }

    /// <inheritdoc/>
    public static Result PollConsole(int stream, bool write, long deadline)
    {
        const short Readable = 1, Writable = 4;
        if ((uint)stream >= Streams)
        {
            return Errno.EBADF;
        }

        PollDescriptor descriptor = new() { Descriptor = stream, Events = write ? Writable : Readable };
        Timespec timeout = default;
        Timespec* pointer = &timeout;
        if (deadline == long.MaxValue)
        {
            pointer = null;
        }
        else if (deadline != 0)
        {
            timeout = Timespec.From(Math.Max(0, deadline - Monotonic()));
        }

        return ToResult(Host.Poll(&descriptor, pointer));
    }

    private static void StartConsole()
    {
        const int StatusSize = 144, ModeOffset = 24, AttributesSize = 64;
        const uint TypeMask = 0xF000, CharacterDevice = 0x2000, RegularFile = 0x8000;
        byte* status = stackalloc byte[StatusSize];
        byte* attributes = stackalloc byte[AttributesSize];
        for (uint stream = 0; stream < Streams; stream++)
        {
            ConsoleKind kind = ConsoleKind.Closed;
            if (Host.FileStatus(stream, status) == 0)
            {
                kind = (*(uint*)(status + ModeOffset) & TypeMask) switch
                {
                    CharacterDevice => Host.GetTerminal(stream, attributes) == 0 ? ConsoleKind.Terminal : ConsoleKind.Device,
                    RegularFile => ConsoleKind.File,
                    _ => ConsoleKind.Pipe,
                };
            }

            s_consoles |= (uint)kind << (int)(stream * 8);
        }
    }

    // What the core library needs before and below everything else.
    [RuntimeExport("litebox_allocate_pages")]
    private static nuint AllocateHeapPages(nuint length) => AllocatePages(length);

    // A fault costs many times what the host needs for a page; hosts older than 5.14 answer EINVAL and fault.
    [RuntimeExport("litebox_prepare_pages")]
    private static void PreparePages(nuint address, nuint length) => Host.Populate(address, length);

    [RuntimeExport("litebox_free_pages")]
    private static void FreeHeapPages(nuint address, nuint length) => FreePages(address, length);

    [RuntimeExport("litebox_write_console")]
    private static void WriteError(byte* text, nuint length)
    {
        while (length != 0)
        {
            nint written = Host.WriteError(text, length);
            if (written <= 0)
            {
                return;
            }

            text += written;
            length -= (nuint)written;
        }
    }

    [RuntimeExport("litebox_exit")]
    private static void ExitProcess(int status) => Exit(status);
}
