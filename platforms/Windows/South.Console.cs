using System;
using System.Runtime;
using System.Threading;

namespace LiteBox.South;

public readonly unsafe partial struct South
{
    /// <inheritdoc/>
    public static ConsoleKind Console(int stream) => Consoles.Kind(stream);

    /// <inheritdoc/>
    public static (int Rows, int Columns) ConsoleSize(int stream)
    {
        // CONSOLE_SCREEN_BUFFER_INFO: size, cursor, attributes, then left, top, right and bottom of the window.
        const int Left = 5, Top = 6, Right = 7, Bottom = 8, Words = 11;
        short* information = stackalloc short[Words];
        return Consoles.Kind(stream) == ConsoleKind.Terminal
            && Windows.GetConsoleScreenBufferInfo(Consoles.Handle(stream), information) != 0
            ? (information[Bottom] - information[Top] + 1, information[Right] - information[Left] + 1)
            : (0, 0);
    }

    /// <inheritdoc/>
    public static Result ReadConsole(int stream, Span<byte> destination)
    {
        ConsoleKind kind = Consoles.Kind(stream);
        if (kind == ConsoleKind.Closed)
        {
            return Errno.EBADF;
        }

        if (stream != 0 || kind is ConsoleKind.File or ConsoleKind.Device)
        {
            fixed (byte* bytes = destination)
            {
                return Consoles.Read(Consoles.Handle(stream), bytes, destination.Length);
            }
        }

        Result result;
        while (!InputReader.TryRead(destination, out result))
        {
            if (IsInterrupted())
            {
                return Errno.EINTR;
            }

            InputReader.Wait(long.MaxValue);
        }

        return result;
    }

    /// <inheritdoc/>
    public static Result WriteConsole(int stream, ReadOnlySpan<byte> source)
    {
        if (Consoles.Kind(stream) == ConsoleKind.Closed)
        {
            return Errno.EBADF;
        }

        fixed (byte* bytes = source)
        {
            return Consoles.Write(Consoles.Handle(stream), bytes, source.Length);
        }
    }

    /// <inheritdoc/>
    public static Result PollConsole(int stream, bool write, long deadline)
    {
        ConsoleKind kind = Consoles.Kind(stream);
        if (kind == ConsoleKind.Closed)
        {
            return Errno.EBADF;
        }

        if (write || stream != 0 || kind is ConsoleKind.File or ConsoleKind.Device)
        {
            return 1;
        }

        while (!InputReader.IsReady())
        {
            if (IsInterrupted())
            {
                return Errno.EINTR;
            }

            if (deadline != long.MaxValue && deadline <= TimeSource.Monotonic())
            {
                return 0;
            }

            InputReader.Wait(deadline);
        }

        return 1;
    }

    private static bool IsInterrupted()
    {
        ThreadBlock* block = Threads.CurrentBlock;
        return Volatile.Read(ref block->PendingWork) != 0;
    }

    // What the core library needs before and below everything else.
    [RuntimeExport("litebox_allocate_pages")]
    private static nuint AllocateHeapPages(nuint length) => AllocatePages(length);

    [RuntimeExport("litebox_prepare_pages")]
    private static void PreparePages(nuint address, nuint length)
    {
    }

    [RuntimeExport("litebox_free_pages")]
    private static void FreeHeapPages(nuint address, nuint length) => FreePages(address, length);

    [RuntimeExport("litebox_write_console")]
    private static void WriteError(byte* text, nuint length) => Consoles.WriteError(new ReadOnlySpan<byte>(text, (int)length));

    [RuntimeExport("litebox_exit")]
    private static void ExitProcess(int status) => Exit(status);
}
