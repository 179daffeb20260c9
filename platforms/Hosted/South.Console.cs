using System;
using System.IO;

namespace LiteBox.South;

/// <content>The standard streams of the process.</content>
public readonly unsafe partial struct South
{
    private static readonly Stream[] s_streams =
        [System.Console.OpenStandardInput(), System.Console.OpenStandardOutput(), System.Console.OpenStandardError()];

    /// <inheritdoc/>
    public static ConsoleKind Console(int stream) => IsRedirected(stream) ? ConsoleKind.Pipe : ConsoleKind.Terminal;

    /// <inheritdoc/>
    public static (int Rows, int Columns) ConsoleSize(int stream) =>
        IsRedirected(stream) ? (0, 0) : (System.Console.WindowHeight, System.Console.WindowWidth);

    /// <inheritdoc/>
    public static Result ReadConsole(int stream, Span<byte> destination)
    {
        try
        {
            return s_streams[stream].Read(destination);
        }
        catch (IOException)
        {
            return Errno.EIO;
        }
    }

    /// <inheritdoc/>
    public static Result WriteConsole(int stream, ReadOnlySpan<byte> source)
    {
        try
        {
            s_streams[stream].Write(source);
            return source.Length;
        }
        catch (IOException)
        {
            // .NET does not tell a reader that is gone from other failures.
            return Errno.EPIPE;
        }
    }

    /// <summary>A stream of .NET cannot be asked, so it is always said to be ready: a read then waits.</summary>
    public static Result PollConsole(int stream, bool write, long deadline) => 1;

    private static bool IsRedirected(int stream) => stream switch
    {
        0 => System.Console.IsInputRedirected,
        1 => System.Console.IsOutputRedirected,
        _ => System.Console.IsErrorRedirected,
    };
}
