using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>Answers to requests of rtnetlink(7).</summary>
internal static class RouteReply
{
    private const int HeaderBytes = 16;

    // nlmsg_type: NLMSG_ERROR, NLMSG_DONE, RTM_NEWLINK, RTM_GETLINK, RTM_NEWADDR, RTM_GETADDR, RTM_GETROUTE
    private const ushort Error = 2, Done = 3, NewLink = 16, GetLink = 18, NewAddress = 20, GetAddress = 22, GetRoute = 26;

    // nlmsg_flags: NLM_F_REQUEST, NLM_F_MULTI, NLM_F_ACK, NLM_F_DUMP
    private const ushort Request = 1, Multi = 2, Acknowledge = 4, Dump = 0x300;

    private const byte HostScope = 254, Permanent = 0x80;

    /// <summary>Answers each request in a message, in messages of their own.</summary>
    public static void Answer(ReadOnlySpan<byte> message, uint port, Queue<byte[]> replies)
    {
        while (message.Length >= HeaderBytes)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(message);
            if (length < HeaderBytes || length > (uint)message.Length)
                return;
            AnswerOne(message[..(int)length], port, replies);
            message = message[int.Min((int)(length + 3 & ~3u), message.Length)..];
        }
    }

    private static void AnswerOne(ReadOnlySpan<byte> request, uint port, Queue<byte[]> replies)
    {
        ushort kind = BinaryPrimitives.ReadUInt16LittleEndian(request[4..]), flags = BinaryPrimitives.ReadUInt16LittleEndian(request[6..]);
        uint sequence = BinaryPrimitives.ReadUInt32LittleEndian(request[8..]);
        if ((flags & Request) == 0)
            return;
        int family = request.Length > HeaderBytes ? request[HeaderBytes] : 0;
        bool all = (flags & Dump) == Dump;
        ByteBuilder reply = new(256);
        switch (kind)
        {
            case GetLink:
                AppendLink(ref reply, sequence, port, all);
                break;
            case GetAddress when all:
                if (Capability.InternetSockets && family is 0 or (int)AddressFamily.Inet)
                    AppendAddress(ref reply, sequence, port, Endpoint.Loopback(v4: true, 0), 8);
                if (Capability.InternetSockets && family is 0 or (int)AddressFamily.Inet6)
                    AppendAddress(ref reply, sequence, port, Endpoint.Loopback(v4: false, 0), 128);
                break;
            case GetRoute when all:
                break;
            default:
                AppendError(ref reply, request, port, kind is GetAddress or GetRoute ? Errno.EOPNOTSUPP : Errno.EPERM);
                replies.Enqueue(reply.ToArray());
                return;
        }

        if (reply.Length > 0)
            replies.Enqueue(reply.ToArray());
        if (all)
        {
            ByteBuilder end = new(HeaderBytes + 4);
            int start = Begin(ref end, Done, Multi, sequence, port);
            Append(ref end, 0u);
            replies.Enqueue(End(ref end, start));
        }
        else if ((flags & Acknowledge) != 0)
        {
            ByteBuilder acknowledgement = new(64);
            AppendError(ref acknowledgement, request, port, Errno.None);
            replies.Enqueue(acknowledgement.ToArray());
        }
    }

    private static void AppendLink(ref ByteBuilder reply, uint sequence, uint port, bool multi)
    {
        int start = Begin(ref reply, NewLink, multi ? Multi : (ushort)0, sequence, port);

        // struct ifinfomsg
        Append(ref reply, Interfaces.HardwareType << 16);
        Append(ref reply, (uint)Interfaces.Index);
        Append(ref reply, 1u << 16 | (uint)Interfaces.Flags);
        Append(ref reply, 0u);

        // IFLA_IFNAME, IFLA_TXQLEN, IFLA_OPERSTATE, IFLA_LINKMODE, IFLA_MTU, IFLA_QDISC, IFLA_ADDRESS, IFLA_BROADCAST
        Span<byte> number = stackalloc byte[4];
        ReadOnlySpan<byte> noAddress = [0, 0, 0, 0, 0, 0];
        AppendAttribute(ref reply, 3, "lo\0"u8);
        BinaryPrimitives.WriteInt32LittleEndian(number, Interfaces.QueueLength);
        AppendAttribute(ref reply, 13, number);
        AppendAttribute(ref reply, 16, [0]);
        AppendAttribute(ref reply, 17, [0]);
        BinaryPrimitives.WriteInt32LittleEndian(number, Interfaces.LargestPacket);
        AppendAttribute(ref reply, 4, number);
        AppendAttribute(ref reply, 6, "noqueue\0"u8);
        AppendAttribute(ref reply, 1, noAddress);
        AppendAttribute(ref reply, 2, noAddress);
        End(ref reply, start);
    }

    private static void AppendAddress(ref ByteBuilder reply, uint sequence, uint port, in Endpoint address, byte prefix)
    {
        const int SocketHeader = 4, SocketHeader6 = 8;
        Span<byte> whole = stackalloc byte[Endpoint.Inet6Bytes];
        AddressFamily family = address.IsV4 ? AddressFamily.Inet : AddressFamily.Inet6;
        address.Write(whole, family);
        ReadOnlySpan<byte> bytes = address.IsV4 ? whole.Slice(SocketHeader, 4) : whole.Slice(SocketHeader6, 16);
        int start = Begin(ref reply, NewAddress, Multi, sequence, port);

        // struct ifaddrmsg
        Append(ref reply, (uint)family | (uint)prefix << 8 | (uint)Permanent << 16 | (uint)HostScope << 24);
        Append(ref reply, (uint)Interfaces.Index);

        // IFA_ADDRESS, IFA_LOCAL, IFA_LABEL, IFA_FLAGS
        AppendAttribute(ref reply, 1, bytes);
        if (address.IsV4)
        {
            AppendAttribute(ref reply, 2, bytes);
            AppendAttribute(ref reply, 3, "lo\0"u8);
        }

        AppendAttribute(ref reply, 8, [Permanent, 0, 0, 0]);
        End(ref reply, start);
    }

    private static void AppendError(ref ByteBuilder reply, ReadOnlySpan<byte> request, uint port, Errno error)
    {
        int start = Begin(ref reply, Error, 0, BinaryPrimitives.ReadUInt32LittleEndian(request[8..]), port);
        Append(ref reply, (uint)-(int)error);
        reply.Append(request[..HeaderBytes]);
        End(ref reply, start);
    }

    private static int Begin(ref ByteBuilder reply, ushort kind, ushort flags, uint sequence, uint port)
    {
        int start = reply.Length;
        Append(ref reply, 0u);
        Append(ref reply, kind | (uint)flags << 16);
        Append(ref reply, sequence);
        Append(ref reply, port);
        return start;
    }

    private static byte[] End(ref ByteBuilder reply, int start)
    {
        reply.SetNumber(start, (uint)(reply.Length - start));
        return reply.ToArray();
    }

    private static void AppendAttribute(ref ByteBuilder reply, int kind, scoped ReadOnlySpan<byte> value)
    {
        Append(ref reply, (uint)(4 + value.Length) | (uint)kind << 16);
        reply.Append(value);
        while ((reply.Length & 3) != 0)
            reply.Append((byte)0);
    }

    private static void Append(ref ByteBuilder reply, int value) => Append(ref reply, (uint)value);

    private static void Append(ref ByteBuilder reply, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        reply.Append(bytes);
    }
}
