using System;

namespace LiteBox.South;

/// <summary>
/// The platform has no host sockets to grant: every member fails with ENOSYS. Compiled into each South of that kind,
/// and the bodies that the layers above are compiled against.
/// </summary>
public readonly struct HostSockets : IHostSockets
{
    /// <inheritdoc/>
    public static Errno AllowListen(ushort port) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno AllowConnect(ushort port) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Result Open(bool v6, bool stream, bool nonBlocking) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static void Close(int handle)
    {
        // There are no handles.
    }

    /// <inheritdoc/>
    public static Errno SetNonBlocking(int socket, bool on) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno Bind(int socket, ReadOnlySpan<byte> address) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno Listen(int socket, int backlog) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Result Accept(int socket, bool nonBlocking, bool now) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno Connect(int socket, ReadOnlySpan<byte> address, bool now) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno Shutdown(int socket, int how) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Result GetName(int socket, bool peer, Span<byte> address) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Result GetOption(int socket, int level, int option, Span<byte> value) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno SetOption(int socket, int level, int option, ReadOnlySpan<byte> value) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Result Receive(int socket, HostRange range, uint flags, bool now) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Result Send(int socket, HostRange range, uint flags, bool now) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Result ReceiveMessage(int socket, ReadOnlySpan<HostRange> ranges, Span<byte> name, out int nameLength,
        Span<byte> control, out int controlLength, ref uint flags, bool now)
    {
        nameLength = controlLength = 0;
        return Errno.ENOSYS;
    }

    /// <inheritdoc/>
    public static Result SendMessage(int socket, ReadOnlySpan<HostRange> ranges, ReadOnlySpan<byte> name, ReadOnlySpan<byte> control, uint flags, bool now) =>
        Errno.ENOSYS;

    /// <inheritdoc/>
    public static Result Send(int socket, ReadOnlySpan<byte> bytes, uint flags, bool now) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Result Receive(int socket, Span<byte> bytes, uint flags, bool now) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Result GetWaiting(int socket, bool unsent) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Result Poll(Span<HostPoll> handles, long deadline) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Result CreatePoller() => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Errno ChangePoller(int poller, int operation, int handle, uint events, ulong data) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static Result WaitPoller(int poller, Span<HostEvent> events, long deadline) => Errno.ENOSYS;
}
