using System;

namespace LiteBox.Shim.Linux;

/// <summary>Making sockets and connecting them: socket(2), bind(2), listen(2), accept(2), connect(2), shutdown(2).</summary>
internal static class Sockets
{
    private const int TypeMask = 15;

    /// <summary>The socket of a descriptor. EBADF, ENOTSOCK.</summary>
    internal static Errno Find(Thread thread, int descriptor, out Socket socket)
    {
        OpenFile? file = Descriptors.Of(thread, descriptor);
        socket = (file as Socket)!;
        return file is null ? Errno.EBADF : socket is null ? Errno.ENOTSOCK : Errno.None;
    }

    /// <summary>Reads an address into room for <see cref="Message.NameCapacity"/> bytes. EINVAL, EFAULT.</summary>
    internal static Errno ReadAddress(ulong address, int length, Span<byte> room, out Span<byte> name)
    {
        name = default;
        if (length is < 0 or > Message.NameCapacity)
            return Errno.EINVAL;
        name = room[..length];
        return Guest.ReadBytes(address, name);
    }

    /// <summary>
    /// Writes an address where the guest wants it, as much as fits, and its whole length where the guest gave that of the
    /// room. EINVAL, EFAULT.
    /// </summary>
    internal static Errno WriteAddress(ulong address, ulong lengthAddress, ReadOnlySpan<byte> name)
    {
        Errno error = Guest.Read(lengthAddress, out int room);
        if (error != Errno.None)
            return error;
        if (room < 0)
            return Errno.EINVAL;
        error = Guest.WriteBytes(address, name[..int.Min(room, name.Length)]);
        return error != Errno.None ? error : Guest.Write(lengthAddress, name.Length);
    }

    /// <summary>socket(2).</summary>
    [Syscall(41, "socket")]
    public static Result Create(Thread thread, int family, int type, int protocol)
    {
        Errno error = Parse(family, type, protocol, out SocketType kind, out OpenFlags flags);
        if (error != Errno.None)
            return error;
        OpenFlags blocking = flags & OpenFlags.NonBlocking;
        Socket socket;
        if (family == (int)AddressFamily.Unix)
            socket = new UnixSocket(kind, blocking);
        else if (family == (int)AddressFamily.Netlink)
            socket = new NetlinkSocket(kind, blocking);
        else if (Capability.InternetSockets)
        {
            error = InetSocket.Create((AddressFamily)family, kind, protocol, blocking, out InetSocket? made);
            if (error != Errno.None)
                return error;
            socket = made!;
        }
        else
            return Errno.EAFNOSUPPORT;
        return thread.Process.AddFile(socket, (flags & OpenFlags.CloseOnExec) != 0);
    }

    /// <summary>socketpair(2).</summary>
    [Syscall(53, "socketpair")]
    public static Result CreatePair(Thread thread, int family, int type, int protocol, ulong descriptors)
    {
        Errno error = Parse(family, type, protocol, out SocketType kind, out OpenFlags flags);
        if (error != Errno.None)
            return error;
        if (family != (int)AddressFamily.Unix)
            return Errno.EOPNOTSUPP;
        bool closeOnExec = (flags & OpenFlags.CloseOnExec) != 0;
        UnixSocket.CreatePair(thread, kind, flags & OpenFlags.NonBlocking, out UnixSocket first, out UnixSocket second);
        Result one = thread.Process.AddFile(first, closeOnExec);
        if (one.Failed)
        {
            second.Release();
            return one;
        }

        Result two = thread.Process.AddFile(second, closeOnExec);
        error = two.Error;
        if (error == Errno.None)
            error = Guest.Write(descriptors, (ulong)(uint)one.Value | (ulong)two.Value << 32);
        if (error == Errno.None)
            return Result.Success;
        thread.Process.CloseFile((int)one.Value);
        if (!two.Failed)
            thread.Process.CloseFile((int)two.Value);
        return error;
    }

    /// <summary>bind(2).</summary>
    [Syscall(49, "bind")]
    public static Result Bind(Thread thread, int descriptor, ulong address, int length)
    {
        Errno error = Find(thread, descriptor, out Socket socket);
        if (error != Errno.None)
            return error;
        Span<byte> room = stackalloc byte[Message.NameCapacity];
        error = ReadAddress(address, length, room, out Span<byte> name);
        return error != Errno.None ? error : socket.Bind(thread, name);
    }

    /// <summary>listen(2).</summary>
    [Syscall(50, "listen")]
    public static Result Listen(Thread thread, int descriptor, int backlog)
    {
        Errno error = Find(thread, descriptor, out Socket socket);
        return error != Errno.None ? error : socket.Listen(thread, backlog);
    }

    /// <summary>connect(2).</summary>
    [Syscall(42, "connect")]
    public static Result Connect(Thread thread, int descriptor, ulong address, int length)
    {
        Errno error = Find(thread, descriptor, out Socket socket);
        if (error != Errno.None)
            return error;
        Span<byte> room = stackalloc byte[Message.NameCapacity];
        error = ReadAddress(address, length, room, out Span<byte> name);
        if (error != Errno.None)
            return error;
        socket.Retain();
        error = socket.Connect(thread, name);
        socket.Release();
        return error;
    }

    /// <summary>accept(2).</summary>
    [Syscall(43, "accept")]
    public static Result Accept(Thread thread, int descriptor, ulong address, ulong lengthAddress) =>
        Accept(thread, descriptor, address, lengthAddress, 0);

    /// <summary>accept4(2).</summary>
    [Syscall(288, "accept4")]
    public static Result Accept(Thread thread, int descriptor, ulong address, ulong lengthAddress, int flags)
    {
        OpenFlags given = (OpenFlags)flags;
        if ((given & ~(OpenFlags.CloseOnExec | OpenFlags.NonBlocking)) != 0)
            return Errno.EINVAL;
        Errno error = Find(thread, descriptor, out Socket socket);
        if (error != Errno.None)
            return error;
        socket.Retain();
        error = socket.Accept(thread, given & OpenFlags.NonBlocking, out Socket? accepted);
        socket.Release();
        if (error != Errno.None)
            return error;
        if (address != 0)
        {
            Span<byte> name = stackalloc byte[Message.NameCapacity];
            Result length = accepted!.GetPeerName(thread, name);
            error = length.Failed ? Errno.ECONNABORTED : WriteAddress(address, lengthAddress, name[..(int)length.Value]);
            if (error != Errno.None)
            {
                accepted.Release();
                return error;
            }
        }

        return thread.Process.AddFile(accepted!, (given & OpenFlags.CloseOnExec) != 0);
    }

    /// <summary>shutdown(2).</summary>
    [Syscall(48, "shutdown")]
    public static Result Shutdown(Thread thread, int descriptor, int how)
    {
        const int Read = 0, Write = 1, Both = 2;
        Errno error = Find(thread, descriptor, out Socket socket);
        if (error != Errno.None)
            return error;
        return how is < Read or > Both ? Errno.EINVAL : socket.Shutdown(thread, how != Write, how != Read);
    }

    /// <summary>getsockname(2).</summary>
    [Syscall(51, "getsockname")]
    public static Result GetName(Thread thread, int descriptor, ulong address, ulong lengthAddress)
    {
        Errno error = Find(thread, descriptor, out Socket socket);
        if (error != Errno.None)
            return error;
        Span<byte> name = stackalloc byte[Message.NameCapacity];
        Result length = socket.GetName(thread, name);
        return length.Failed ? length : WriteAddress(address, lengthAddress, name[..(int)length.Value]);
    }

    /// <summary>getpeername(2).</summary>
    [Syscall(52, "getpeername")]
    public static Result GetPeerName(Thread thread, int descriptor, ulong address, ulong lengthAddress)
    {
        Errno error = Find(thread, descriptor, out Socket socket);
        if (error != Errno.None)
            return error;
        Span<byte> name = stackalloc byte[Message.NameCapacity];
        Result length = socket.GetPeerName(thread, name);
        return length.Failed ? length : WriteAddress(address, lengthAddress, name[..(int)length.Value]);
    }

    /// <summary>What may be asked for of socket(2): what a kernel has that knows no other families and protocols.</summary>
    private static Errno Parse(int family, int type, int protocol, out SocketType kind, out OpenFlags flags)
    {
        const int MaxType = 11;
        kind = (SocketType)(type & TypeMask);
        flags = (OpenFlags)(type & ~TypeMask);
        if ((flags & ~(OpenFlags.CloseOnExec | OpenFlags.NonBlocking)) != 0)
            return Errno.EINVAL;
        if (family is not ((int)AddressFamily.Unix or (int)AddressFamily.Netlink or (int)AddressFamily.Inet or (int)AddressFamily.Inet6))
            return Errno.EAFNOSUPPORT;
        if ((int)kind >= MaxType)
            return Errno.EINVAL;
        switch ((AddressFamily)family)
        {
            case AddressFamily.Unix:
                if (protocol is not (0 or (int)AddressFamily.Unix))
                    return Errno.EPROTONOSUPPORT;
                if (kind == SocketType.Raw)
                    kind = SocketType.Datagram;
                return kind is SocketType.Stream or SocketType.Datagram or SocketType.SequentialPacket ? Errno.None : Errno.ESOCKTNOSUPPORT;
            case AddressFamily.Netlink:
                if (kind is not (SocketType.Raw or SocketType.Datagram))
                    return Errno.ESOCKTNOSUPPORT;
                return protocol == 0 ? Errno.None : Errno.EPROTONOSUPPORT;
            default:
                return Capability.InternetSockets ? ParseInternet(kind, protocol) : Errno.EAFNOSUPPORT;
        }
    }

    private static Errno ParseInternet(SocketType kind, int protocol)
    {
        const int Tcp = 6, Udp = 17, UdpLite = 136, MaxProtocol = 263;
        if (protocol is < 0 or >= MaxProtocol)
            return Errno.EINVAL;
        return kind switch
        {
            SocketType.Stream => protocol is 0 or Tcp ? Errno.None : Errno.EPROTONOSUPPORT,
            SocketType.Datagram => protocol is 0 or Udp or UdpLite ? Errno.None : Errno.EPROTONOSUPPORT,

            // As for a program without the right to forge packets.
            SocketType.Raw => Errno.EPERM,
            _ => Errno.ESOCKTNOSUPPORT,
        };
    }
}
