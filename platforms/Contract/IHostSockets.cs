using System;

namespace LiteBox.South;

/// <summary>
/// TCP and UDP sockets of the host's network, for what the policy grants: an optional part of the contract. A platform implements
/// it as <c>readonly struct HostSockets : IHostSockets</c>; where it cannot, every member fails with ENOSYS
/// (<c>platforms/Reference/HostSockets.cs</c>).
/// <para>
/// A handle is a number that only the platform understands; the guest never sees one. Addresses are struct sockaddr_in and
/// struct sockaddr_in6, flags, options and events have the numbers of Linux, and errors are those of the host. Which
/// addresses may be used the caller has checked. Members with <c>now</c> never wait when it is true; else they wait as the
/// socket's blocking mode and time limits say, and give EINTR when the thread is interrupted. Data goes straight from
/// and to guest memory: EFAULT for a bad range.
/// </para>
/// </summary>
public interface IHostSockets
{
    /// <summary>Lets connections come in at a port through the host's own access control. Only before <see cref="ISouth.Seal"/>.</summary>
    static abstract Errno AllowListen(ushort port);

    /// <summary>Lets connections go out to a port; 0: to every port. Only before <see cref="ISouth.Seal"/>.</summary>
    static abstract Errno AllowConnect(ushort port);

    /// <summary>Makes a socket: TCP or UDP, IPv4 or IPv6.</summary>
    static abstract Result Open(bool v6, bool stream, bool nonBlocking);

    /// <summary>Closes a handle.</summary>
    static abstract void Close(int handle);

    /// <summary>Sets the blocking mode.</summary>
    static abstract Errno SetNonBlocking(int socket, bool on);

    /// <summary>bind(2).</summary>
    static abstract Errno Bind(int socket, ReadOnlySpan<byte> address);

    /// <summary>listen(2).</summary>
    static abstract Errno Listen(int socket, int backlog);

    /// <summary>accept4(2); gives the handle of the connection. <paramref name="now"/> only for a socket that does not block.</summary>
    static abstract Result Accept(int socket, bool nonBlocking, bool now);

    /// <summary>connect(2). <paramref name="now"/> only for a socket that does not block.</summary>
    static abstract Errno Connect(int socket, ReadOnlySpan<byte> address, bool now);

    /// <summary>shutdown(2): 0, 1 or 2.</summary>
    static abstract Errno Shutdown(int socket, int how);

    /// <summary>getsockname(2) or getpeername(2): gives the bytes of the address.</summary>
    static abstract Result GetName(int socket, bool peer, Span<byte> address);

    /// <summary>getsockopt(2): gives the bytes of the value.</summary>
    static abstract Result GetOption(int socket, int level, int option, Span<byte> value);

    /// <summary>setsockopt(2).</summary>
    static abstract Errno SetOption(int socket, int level, int option, ReadOnlySpan<byte> value);

    /// <summary>recv(2) into one range of guest memory.</summary>
    static abstract Result Receive(int socket, HostRange range, uint flags, bool now);

    /// <summary>send(2) of one range of guest memory. Never raises a signal: EPIPE.</summary>
    static abstract Result Send(int socket, HostRange range, uint flags, bool now);

    /// <summary>recvmsg(2): fills the name and the room for control messages, and gives their lengths and the outcome's flags.</summary>
    static abstract Result ReceiveMessage(int socket, ReadOnlySpan<HostRange> ranges, Span<byte> name, out int nameLength,
        Span<byte> control, out int controlLength, ref uint flags, bool now);

    /// <summary>sendmsg(2) with control messages, to the one connected to when the name is empty.</summary>
    static abstract Result SendMessage(int socket, ReadOnlySpan<HostRange> ranges, ReadOnlySpan<byte> name, ReadOnlySpan<byte> control, uint flags, bool now);

    /// <summary>send(2) of memory of the library OS.</summary>
    static abstract Result Send(int socket, ReadOnlySpan<byte> bytes, uint flags, bool now);

    /// <summary>recv(2) into memory of the library OS.</summary>
    static abstract Result Receive(int socket, Span<byte> bytes, uint flags, bool now);

    /// <summary>SIOCINQ, or SIOCOUTQ: bytes that can be read, or that the peer has not taken.</summary>
    static abstract Result GetWaiting(int socket, bool unsent);

    /// <summary>
    /// Waits until one of the handles is ready or the deadline (monotonic nanoseconds; 0: not at all) has passed; gives the number
    /// of those that are. EINTR when the thread was interrupted. The standard streams, 0 to 2, are handles here too.
    /// </summary>
    static abstract Result Poll(Span<HostPoll> handles, long deadline);

    /// <summary>Makes a poller (epoll_create1(2)).</summary>
    static abstract Result CreatePoller();

    /// <summary>Adds (1), removes (2) or changes (3) what a poller watches a handle for (epoll_ctl(2)).</summary>
    static abstract Errno ChangePoller(int poller, int operation, int handle, uint events, ulong data);

    /// <summary>Waits for events of a poller, as <see cref="Poll"/> waits; gives their number.</summary>
    static abstract Result WaitPoller(int poller, Span<HostEvent> events, long deadline);
}
