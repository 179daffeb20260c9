using System;

namespace LiteBox.South;

public readonly unsafe partial struct South
{
    /// <summary>Nanoseconds between two looks at a serial port that does not announce input.</summary>
    private const long ConsoleInterval = 1_000_000;

    /// <inheritdoc/>
    public static ConsoleKind Console(int stream) => ConsoleKind.Pipe;

    /// <inheritdoc/>
    public static (int Rows, int Columns) ConsoleSize(int stream) => (0, 0);

    /// <inheritdoc/>
    public static Result ReadConsole(int stream, Span<byte> destination)
    {
        Result ready = PollConsole(stream, write: false, long.MaxValue);
        return ready.Failed ? ready : Serial.Read(destination);
    }

    /// <inheritdoc/>
    public static Result WriteConsole(int stream, ReadOnlySpan<byte> source)
    {
        if (stream == 1 && VirtioConsole.Exists && !source.IsEmpty)
        {
            return VirtioConsole.Write(source);
        }

        Serial.Write(stream, source);
        return source.Length;
    }

    /// <inheritdoc/>
    public static Result PollConsole(int stream, bool write, long deadline)
    {
        while (true)
        {
            if (write || Serial.CanRead())
            {
                return 1;
            }

            long now = TimeSource.Monotonic();
            if (deadline <= now)
            {
                return 0;
            }

            if (Stub.CurrentBlock()->PendingWork != 0)
            {
                return Errno.EINTR;
            }

            Scheduler.SleepForInput(Serial.AnnouncesInput ? deadline : Math.Min(deadline, now + ConsoleInterval));
        }
    }
}
