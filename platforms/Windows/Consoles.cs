using System;

namespace LiteBox.South;

/// <summary>The handles behind the three standard streams.</summary>
internal static unsafe class Consoles
{
    /// <summary>Number of streams.</summary>
    public const int Count = 3;

    private const int FirstName = -10;
    private const uint Disk = 1, CharacterDevice = 2, Pipe = 3;
    private const uint LargestTransfer = 1 << 20;

    private static nint s_input;
    private static nint s_output;
    private static nint s_error;
    private static uint s_kinds;

    /// <summary>Finds out what the streams are.</summary>
    public static void Initialize()
    {
        s_input = Windows.GetStdHandle(FirstName);
        s_output = Windows.GetStdHandle(FirstName - 1);
        s_error = Windows.GetStdHandle(FirstName - 2);
        for (int stream = 0; stream < Count; stream++)
        {
            s_kinds |= (uint)Find(Handle(stream)) << (8 * stream);
        }
    }

    /// <summary>What lies behind a stream.</summary>
    public static ConsoleKind Kind(int stream) =>
        (uint)stream < Count ? (ConsoleKind)((s_kinds >> (stream * 8)) & 0xFF) : ConsoleKind.Closed;

    /// <summary>The stream's handle.</summary>
    public static nint Handle(int stream) => stream switch { 0 => s_input, 1 => s_output, _ => s_error };

    /// <summary>Reads, for as long as it takes. 0 is the end.</summary>
    public static Result Read(nint handle, byte* buffer, int length)
    {
        IoStatus status = default;
        uint size = uint.Min((uint)length, LargestTransfer);
        int result = Windows.NtReadFile(handle, 0, null, null, &status, buffer, size, null, null);
        result = Finish(handle, result, &status);
        return result switch
        {
            >= 0 => (long)status.Information,
            Windows.StatusEndOfFile or Windows.StatusPipeBroken or Windows.StatusPipeDisconnected
                or Windows.StatusPipeClosing or Windows.StatusPipeEmpty => 0,
            _ => Errno.EIO,
        };
    }

    /// <summary>Writes.</summary>
    public static Result Write(nint handle, byte* buffer, int length)
    {
        IoStatus status = default;
        uint size = uint.Min((uint)length, LargestTransfer);
        int result = Windows.NtWriteFile(handle, 0, null, null, &status, buffer, size, null, null);
        result = Finish(handle, result, &status);
        return result switch
        {
            >= 0 => (long)status.Information,
            Windows.StatusPipeBroken or Windows.StatusPipeDisconnected or Windows.StatusPipeClosing => Errno.EPIPE,
            Windows.StatusDiskFull => Errno.ENOSPC,
            _ => Errno.EIO,
        };
    }

    /// <summary>Writes a message of the library OS itself.</summary>
    public static void WriteError(ReadOnlySpan<byte> text)
    {
        fixed (byte* bytes = text)
        {
            for (int done = 0; done < text.Length;)
            {
                Result result = Write(s_error, bytes + done, text.Length - done);
                if (result.Failed || result.Value == 0)
                {
                    return;
                }

                done += (int)result.Value;
            }
        }
    }

    private static int Finish(nint handle, int result, IoStatus* status)
    {
        if (result != Windows.StatusPending)
        {
            return result;
        }

        // The parent opened the file for asynchronous use.
        Windows.NtWaitForSingleObject(handle, 0, null);
        return (int)status->Status;
    }

    private static ConsoleKind Find(nint handle)
    {
        if (handle is 0 or -1)
        {
            return ConsoleKind.Closed;
        }

        uint mode;
        return Windows.GetFileType(handle) switch
        {
            Disk => ConsoleKind.File,
            CharacterDevice => Windows.GetConsoleMode(handle, &mode) != 0 ? ConsoleKind.Terminal : ConsoleKind.Device,
            Pipe => ConsoleKind.Pipe,
            _ => ConsoleKind.Closed,
        };
    }
}
