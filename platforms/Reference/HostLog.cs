using System;

namespace LiteBox.South;

/// <summary>
/// The platform has no file of a host to log to: the log goes to the standard error stream. Compiled into each South of that
/// kind, and the bodies that the layers above are compiled against.
/// </summary>
public readonly struct HostLog : IHostLog
{
    /// <inheritdoc/>
    public static Errno Open(ReadOnlySpan<byte> path) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static void Write(ReadOnlySpan<byte> text) => _ = South.WriteConsole(2, text);
}
