using System;
using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>Sending and receiving: send(2), recv(2) and relatives.</summary>
internal static class SocketsMessages
{
    private const int MaxVectors = 1024;
    private const uint MaxMessages = 1024;

    /// <summary>struct msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Header
    {
        public ulong Name;
        public int NameLength;
        private readonly int _padding;
        public ulong Vectors;
        public ulong VectorCount;
        public ulong Control;
        public ulong ControlLength;
        public MessageFlags Flags;
        private readonly int _end;
    }

    // struct mmsghdr: a header, then the number of bytes.
    private const ulong HeaderBytes = 56, NumberedHeaderBytes = 64;

    // Where recvmsg(2) puts what it has to tell.
    private const ulong NameLengthOffset = 8, ControlLengthOffset = 40, FlagsOffset = 48;

    /// <summary>sendto(2).</summary>
    [Syscall(44, "sendto")]
    public static Result Send(Thread thread, int descriptor, ulong buffer, ulong count, int flags, ulong address, int length)
    {
        if (!Guest.CanHold(buffer, count))
            return Errno.EFAULT;
        Errno error = Sockets.Find(thread, descriptor, out Socket socket);
        if (error != Errno.None)
            return error;
        Span<byte> name = stackalloc byte[Message.NameCapacity];
        Message message = new()
        {
            Data = new Transfer(buffer, ulong.Min(count, FileVectors.MaxCount)),
            Flags = (MessageFlags)(uint)flags,
            Name = name[..0],
        };
        if (address != 0)
        {
            error = Sockets.ReadAddress(address, length, name, out Span<byte> given);
            if (error != Errno.None)
                return error;
            message.Name = given;
        }

        RecentStreams.Note(thread, descriptor, socket);
        socket.Retain();
        Result result = socket.Send(thread, ref message);
        socket.Release();
        return result;
    }

    /// <summary>recvfrom(2).</summary>
    [Syscall(45, "recvfrom")]
    public static Result Receive(Thread thread, int descriptor, ulong buffer, ulong count, int flags, ulong address, ulong lengthAddress)
    {
        if (!Guest.CanHold(buffer, count))
            return Errno.EFAULT;
        Errno error = Sockets.Find(thread, descriptor, out Socket socket);
        if (error != Errno.None)
            return error;
        Span<byte> name = stackalloc byte[Message.NameCapacity];
        Message message = new()
        {
            Data = new Transfer(buffer, ulong.Min(count, FileVectors.MaxCount)),
            Flags = (MessageFlags)(uint)flags,
            Name = address == 0 ? name[..0] : name,
        };
        RecentStreams.Note(thread, descriptor, socket);
        socket.Retain();
        Result result = socket.Receive(thread, ref message);
        socket.Release();

        // There is no room for descriptors: they are closed.
        message.ReleaseFiles();
        if (result.Failed || address == 0)
            return result;
        error = Sockets.WriteAddress(address, lengthAddress, name[..message.NameLength]);
        return error != Errno.None ? error : result;
    }

    /// <summary>sendmsg(2).</summary>
    [Syscall(46, "sendmsg")]
    public static Result SendMessage(Thread thread, int descriptor, ulong header, int flags)
    {
        Errno error = Sockets.Find(thread, descriptor, out Socket socket);
        return error != Errno.None ? error : SendOne(thread, socket, header, (MessageFlags)(uint)flags);
    }

    /// <summary>recvmsg(2).</summary>
    [Syscall(47, "recvmsg")]
    public static Result ReceiveMessage(Thread thread, int descriptor, ulong header, int flags)
    {
        Errno error = Sockets.Find(thread, descriptor, out Socket socket);
        return error != Errno.None ? error : ReceiveOne(thread, socket, header, (MessageFlags)(uint)flags);
    }

    /// <summary>sendmmsg(2).</summary>
    [Syscall(307, "sendmmsg")]
    public static Result SendMessages(Thread thread, int descriptor, ulong headers, uint count, int flags)
    {
        Errno error = Sockets.Find(thread, descriptor, out Socket socket);
        if (error != Errno.None)
            return error;
        count = uint.Min(count, MaxMessages);
        uint done = 0;
        Result last = 0;
        for (; done < count; done++)
        {
            ulong header = headers + done * NumberedHeaderBytes;
            last = SendOne(thread, socket, header, (MessageFlags)(uint)flags);
            if (!last.Failed && Guest.Write(header + HeaderBytes, (uint)last.Value) != Errno.None)
                last = Errno.EFAULT;
            if (last.Failed)
                break;
        }

        return done != 0 ? (long)done : last;
    }

    /// <summary>recvmmsg(2); the timeout is looked at between messages only.</summary>
    [Syscall(299, "recvmmsg")]
    public static Result ReceiveMessages(Thread thread, int descriptor, ulong headers, uint count, int flags, ulong timeout)
    {
        Errno error = Poll.ReadTimeout(timeout, out long deadline, out bool _);
        if (error != Errno.None)
            return error;
        error = Sockets.Find(thread, descriptor, out Socket socket);
        if (error != Errno.None)
            return error;
        MessageFlags asked = (MessageFlags)(uint)flags;
        count = uint.Min(count, MaxMessages);
        uint done = 0;
        Result last = 0;
        while (done < count)
        {
            ulong header = headers + done * NumberedHeaderBytes;
            last = ReceiveOne(thread, socket, header, asked & ~MessageFlags.WaitForOne);
            if (!last.Failed && Guest.Write(header + HeaderBytes, (uint)last.Value) != Errno.None)
                last = Errno.EFAULT;
            if (last.Failed)
                break;
            done++;
            if ((asked & MessageFlags.WaitForOne) != 0)
                asked |= MessageFlags.DontWait;
            if (deadline != Clock.Never && Clock.Monotonic >= deadline)
                break;
        }

        if (timeout != 0 && (done != 0 || !last.Failed))
            Guest.Write(timeout, Timespec.From(long.Max(0, deadline - Clock.Monotonic)));
        return done != 0 ? (long)done : last;
    }

    private static Result SendOne(Thread thread, Socket socket, ulong address, MessageFlags flags)
    {
        Span<GuestVector> few = stackalloc GuestVector[FileVectors.FewCount];
        Errno error = ReadHeader(address, few, out Header header, out ReadOnlySpan<GuestVector> ranges);
        if (error != Errno.None)
            return error;
        Span<byte> room = stackalloc byte[Message.NameCapacity];
        Message message = new() { Data = new Transfer(ranges), Flags = flags, Name = room[..0] };
        if (header.Name != 0 && header.NameLength != 0)
        {
            error = Sockets.ReadAddress(header.Name, int.Min(header.NameLength, Message.NameCapacity), room, out Span<byte> given);
            if (error != Errno.None)
                return error;
            message.Name = given;
        }

        if (header.ControlLength != 0)
        {
            error = SocketsControl.Read(thread, socket, header, ref message);
            if (error != Errno.None)
                return error;
        }

        message.Data.Limit(FileVectors.MaxCount);
        socket.Retain();
        Result result = socket.Send(thread, ref message);
        socket.Release();
        return result;
    }

    private static Result ReceiveOne(Thread thread, Socket socket, ulong address, MessageFlags flags)
    {
        Span<GuestVector> few = stackalloc GuestVector[FileVectors.FewCount];
        Errno error = ReadHeader(address, few, out Header header, out ReadOnlySpan<GuestVector> ranges);
        if (error != Errno.None)
            return error;
        Span<byte> room = stackalloc byte[Message.NameCapacity];
        Span<byte> control = stackalloc byte[Message.ControlCapacity];
        Message message = new() { Data = new Transfer(ranges), Flags = flags, Name = room, Control = control };
        message.Data.Limit(FileVectors.MaxCount);
        socket.Retain();
        Result result = socket.Receive(thread, ref message);
        socket.Release();
        if (result.Failed)
        {
            message.ReleaseFiles();
            return result;
        }

        ulong written = SocketsControl.Write(thread, socket, header, ref message, out error);
        if (error == Errno.None && header.Name != 0)
            error = Sockets.WriteAddress(header.Name, address + NameLengthOffset, room[..message.NameLength]);
        if (error == Errno.None)
            error = Guest.Write(address + FlagsOffset, message.Outcome | (flags & MessageFlags.CloseOnExec));
        if (error == Errno.None)
            error = Guest.Write(address + ControlLengthOffset, written);
        return error != Errno.None ? error : result;
    }

    private static Errno ReadHeader(ulong address, Span<GuestVector> few, out Header header, out ReadOnlySpan<GuestVector> ranges)
    {
        ranges = default;
        Errno error = Guest.Read(address, out header);
        if (error != Errno.None)
            return error;
        if (header.Name == 0)
            header.NameLength = 0;
        if (header.NameLength < 0)
            return Errno.EINVAL;
        return header.VectorCount > MaxVectors ? Errno.EMSGSIZE : FileVectors.Read(header.Vectors, header.VectorCount, few, out ranges);
    }
}
