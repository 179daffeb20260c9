using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>
/// A socket to the kernel's routing tables (netlink(7), rtnetlink(7)), as far as getifaddrs(3) and its like read them:
/// lists of links and addresses. What would change something is refused.
/// </summary>
public sealed class NetlinkSocket : Socket
{
    private const int AddressBytes = 12;

    private readonly WaitQueue _changes = new();
    private readonly Queue<byte[]> _replies = new();
    private uint _port;
    private uint _groups;

    /// <summary>A socket of NETLINK_ROUTE.</summary>
    public NetlinkSocket(SocketType kind, OpenFlags flags)
        : base(AddressFamily.Netlink, kind, 0, flags)
    {
    }

    /// <inheritdoc/>
    public override WaitQueue Changes => _changes;

    /// <inheritdoc/>
    public override Errno Bind(Thread thread, ReadOnlySpan<byte> address)
    {
        Errno error = Parse(address);
        if (error != Errno.None)
            return error;
        uint port = BinaryPrimitives.ReadUInt32LittleEndian(address[4..]);
        if (_port != 0 && port != 0 && port != _port)
            return Errno.EINVAL;
        _port = port != 0 ? port : PortOf(thread);
        _groups = BinaryPrimitives.ReadUInt32LittleEndian(address[8..]);
        return Errno.None;
    }

    /// <inheritdoc/>
    public override Errno Connect(Thread thread, ReadOnlySpan<byte> address)
    {
        if (address.Length >= 2 && address[0] == 0 && address[1] == 0)
            return Errno.None;
        Errno error = Parse(address);
        if (error == Errno.None)
            _port = PortOf(thread);
        return error;
    }

    /// <inheritdoc/>
    public override Errno Shutdown(Thread thread, bool receive, bool send) => Errno.EOPNOTSUPP;

    /// <inheritdoc/>
    public override Result GetName(Thread thread, Span<byte> address) => Write(address, _port, _groups);

    /// <inheritdoc/>
    public override Result GetPeerName(Thread thread, Span<byte> address) => Write(address, 0, 0);

    /// <inheritdoc/>
    public override PollEvents Poll(Thread thread) =>
        PollEvents.Writable | PollEvents.WriteBand | (_replies.Count > 0 ? PollEvents.Readable : PollEvents.None);

    /// <inheritdoc/>
    public override Result Send(Thread thread, scoped ref Message message)
    {
        const ulong MostBytes = 1 << 16;
        message.ReleaseFiles();
        if (message.Asks(MessageFlags.OutOfBand))
            return Errno.EOPNOTSUPP;
        if (message.Name.Length != 0)
        {
            Errno error = Parse(message.Name);
            if (error != Errno.None)
                return error;
            if (BinaryPrimitives.ReadUInt32LittleEndian(message.Name[4..]) != 0)
                return Errno.ECONNREFUSED;
        }

        if (message.Data.Remaining > MostBytes)
            return Errno.EMSGSIZE;
        byte[] request = new byte[(int)message.Data.Remaining];
        if (message.Data.Take(request) != request.Length)
            return Errno.EFAULT;
        _port = PortOf(thread);
        RouteReply.Answer(request, _port, _replies);
        if (_replies.Count > 0)
            _changes.Wake(mask: (uint)PollEvents.Readable);
        return request.Length;
    }

    /// <inheritdoc/>
    public override Result Receive(Thread thread, scoped ref Message message)
    {
        if (message.Asks(MessageFlags.OutOfBand))
            return Errno.EOPNOTSUPP;
        long deadline = Clock.DeadlineAfter(ReceiveTimeout);
        while (_replies.Count == 0)
        {
            Errno error = MayNotWait(message) ? Errno.EAGAIN : Await(thread, _changes, PollEvents.Readable, deadline);
            if (error != Errno.None)
                return error;
        }

        byte[] reply = _replies.Peek();
        int copied = message.Data.Put(reply.AsSpan()[..(int)ulong.Min((ulong)reply.Length, message.Data.Remaining)]);
        if (message.Data.Faulted)
            return Errno.EFAULT;
        if (!message.Asks(MessageFlags.Peek))
            _replies.Dequeue();
        if (copied < reply.Length)
            message.Outcome |= MessageFlags.Truncated;
        Span<byte> name = stackalloc byte[AddressBytes];
        Write(name, 0, 0);
        message.SetName(name);
        return message.Asks(MessageFlags.Truncated) ? reply.Length : copied;
    }

    /// <inheritdoc/>
    public override Errno SetOption(Thread thread, int level, int option, ReadOnlySpan<byte> value)
    {
        // NETLINK_ADD_MEMBERSHIP up to NETLINK_GET_STRICT_CHK: nothing here ever changes, so nothing is announced.
        const int LastOption = 12;
        if (level == SocketOption.Netlink)
            return option is > 0 and <= LastOption ? Errno.None : Errno.ENOPROTOOPT;
        return base.SetOption(thread, level, option, value);
    }

    /// <inheritdoc/>
    protected override Errno TakeError(Thread thread) => Errno.None;

    /// <inheritdoc/>
    protected override Result GetReadable(Thread thread) => Errno.EOPNOTSUPP;

    /// <inheritdoc/>
    protected override int GetUnsent(Thread thread) => 0;

    private static Errno Parse(ReadOnlySpan<byte> address) =>
        address.Length < AddressBytes || address[0] != (byte)AddressFamily.Netlink || address[1] != 0 ? Errno.EINVAL : Errno.None;

    private static Result Write(Span<byte> address, uint port, uint groups)
    {
        address[..4].Clear();
        address[0] = (byte)AddressFamily.Netlink;
        BinaryPrimitives.WriteUInt32LittleEndian(address[4..], port);
        BinaryPrimitives.WriteUInt32LittleEndian(address[8..], groups);
        return AddressBytes;
    }

    private uint PortOf(Thread thread) => _port != 0 ? _port : (uint)thread.Process.Id;
}
