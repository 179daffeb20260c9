using System;
using System.Buffers.Binary;

namespace LiteBox.North;

/// <content>Control messages of datagrams (ip(7), ipv6(7), RFC 3542): how one is to travel, and how it came.</content>
public sealed partial class InetSocket
{
    private const int DefaultHops = 64;
    private const int AsSet = -1;

    // Of SOL_SOCKET, beside the options of these numbers; descriptors and credentials mean nothing here.
    private const int Rights = 1, Credentials = 2;

    // Of IPPROTO_IP: the option that asks for it has another number than what comes, but for addresses.
    private const int TypeOfService = 1, TimeToLive = 2, PacketInformation = 8, WantsTimeToLive = 12, WantsTypeOfService = 13;

    // Of IPPROTO_IPV6.
    private const int UnicastHops = 16, WantsPacketInformation6 = 49, PacketInformation6 = 50, WantsHopLimit = 51, HopLimit = 52,
        WantsTrafficClass = 66, TrafficClass = 67;

    /// <inheritdoc/>
    private protected override InternetHeader HeaderFor(scoped in Message message)
    {
        Endpoint remote = Remote;
        if (message.Name.Length != 0)
            _ = ParseTarget(message.Name, out remote);
        if (remote.IsAny)
            remote = Endpoint.Loopback(remote.IsV4, remote.Port);
        int hops = remote.IsV4 ? Number(SocketOption.Ip, TimeToLive) : Number(SocketOption.Ipv6, UnicastHops);
        int service = remote.IsV4 ? Number(SocketOption.Ip, TypeOfService) : Number(SocketOption.Ipv6, TrafficClass);
        _ = ReadControl(message.Control, ref hops, ref service);
        return new InternetHeader
        {
            Destination = remote,
            HopLimit = (byte)(hops < 0 ? DefaultHops : hops),
            TrafficClass = (byte)(service < 0 ? 0 : service),
            Time = Clock.Realtime,
        };
    }

    /// <inheritdoc/>
    private protected override void Describe(Datagram datagram, scoped ref Message message)
    {
        InternetHeader header = datagram.Header;
        Span<byte> value = stackalloc byte[20];
        if (Asks(SocketOption.Socket, SocketOption.TimestampNanoseconds) || Asks(SocketOption.Socket, SocketOption.Timestamp))
        {
            bool isFine = Asks(SocketOption.Socket, SocketOption.TimestampNanoseconds);
            BinaryPrimitives.WriteInt64LittleEndian(value, header.Time / Clock.Second);
            BinaryPrimitives.WriteInt64LittleEndian(value[8..], header.Time % Clock.Second / (isFine ? 1 : 1000));
            message.AddControl(SocketOption.Socket, isFine ? SocketOption.TimestampNanoseconds : SocketOption.Timestamp, value[..16]);
        }

        Endpoint destination = header.Destination;
        if (!IsV4Only && Asks(SocketOption.Ipv6, WantsPacketInformation6))
        {
            BinaryPrimitives.WriteUInt64BigEndian(value, destination.High);
            BinaryPrimitives.WriteUInt64BigEndian(value[8..], destination.Low);
            BinaryPrimitives.WriteInt32LittleEndian(value[16..], Interfaces.Index);
            message.AddControl(SocketOption.Ipv6, PacketInformation6, value);
        }

        if (!destination.IsV4)
        {
            if (Asks(SocketOption.Ipv6, WantsHopLimit))
                message.AddControl(SocketOption.Ipv6, HopLimit, Number(value, header.HopLimit));
            if (Asks(SocketOption.Ipv6, WantsTrafficClass))
                message.AddControl(SocketOption.Ipv6, TrafficClass, Number(value, header.TrafficClass));
            return;
        }

        if (Asks(SocketOption.Ip, PacketInformation))
        {
            BinaryPrimitives.WriteInt32LittleEndian(value, Interfaces.Index);
            BinaryPrimitives.WriteUInt32BigEndian(value[4..], (uint)destination.Low);
            BinaryPrimitives.WriteUInt32BigEndian(value[8..], (uint)destination.Low);
            message.AddControl(SocketOption.Ip, PacketInformation, value[..12]);
        }

        if (Asks(SocketOption.Ip, WantsTimeToLive))
            message.AddControl(SocketOption.Ip, TimeToLive, Number(value, header.HopLimit));
        if (Asks(SocketOption.Ip, WantsTypeOfService))
        {
            value[0] = header.TrafficClass;
            message.AddControl(SocketOption.Ip, TypeOfService, value[..1]);
        }
    }

    /// <summary>
    /// Reads the control messages that go with a datagram. EINVAL for one that is malformed, out of range, or unknown to a
    /// protocol of this socket; those of other protocols are passed over.
    /// </summary>
    private Errno ReadControl(scoped ReadOnlySpan<byte> control, ref int hops, ref int service)
    {
        while (control.Length >= ControlMessage.HeaderBytes)
        {
            if (!ControlMessage.TryTake(ref control, out ControlMessage one))
                return Errno.EINVAL;
            int kind = one.Kind;
            ReadOnlySpan<byte> data = one.Data;
            bool isNumber = data.Length == sizeof(int);
            int number = isNumber ? BinaryPrimitives.ReadInt32LittleEndian(data) : data.Length == 1 ? data[0] : 0;
            switch (one.Level)
            {
                case SocketOption.Socket when kind is not (Rights or Credentials):
                    return Errno.EINVAL;
                case SocketOption.Ip when IsV4Only:
                    if (kind == TimeToLive && isNumber && number is >= 1 and <= byte.MaxValue)
                        hops = number;
                    else if (kind == TypeOfService && (isNumber || data.Length == 1) && number is >= 0 and <= byte.MaxValue)
                        service = number;
                    else if (kind != PacketInformation || data.Length != 12)
                        return Errno.EINVAL;
                    break;
                case SocketOption.Ipv6 when !IsV4Only:
                    if (kind == HopLimit && isNumber && number is >= AsSet and <= byte.MaxValue)
                        hops = number == AsSet ? hops : number;
                    else if (kind == TrafficClass && isNumber && number is >= AsSet and <= byte.MaxValue)
                        service = number == AsSet ? service : number;
                    else if (kind != PacketInformation6 || data.Length < 20)
                        return Errno.EINVAL;
                    break;
            }
        }

        return Errno.None;
    }

    /// <summary>
    /// Checks the control messages that go with a datagram to the host and keeps those of this socket's own protocol, the ones that are
    /// known: EINVAL as <see cref="ReadControl"/>, ENOBUFS for more than there is a use for.
    /// </summary>
    private Errno SelectControl(scoped ReadOnlySpan<byte> given, scoped ref Span<byte> kept)
    {
        int hops = 0, service = 0, length = 0;
        Errno error = ReadControl(given, ref hops, ref service);
        while (error == Errno.None && given.Length >= ControlMessage.HeaderBytes && ControlMessage.TryTake(ref given, out ControlMessage one))
        {
            if (one.Level != (IsV4Only ? SocketOption.Ip : SocketOption.Ipv6))
                continue;
            int space = ControlMessage.SpaceFor(one.Data.Length);
            if (space > kept.Length - length)
                return Errno.ENOBUFS;
            one.Whole.CopyTo(kept[length..]);
            length += space;
        }

        kept = kept[..length];
        return error;
    }

    /// <summary>True for an option that lets control messages come with what is received.</summary>
    private static bool BringsControl(int level, int option)
    {
        const int BytesLeft = 36;
        return level switch
        {
            SocketOption.Socket => option is SocketOption.Timestamp or SocketOption.TimestampNanoseconds or SocketOption.ReceiveQueueOverflow,
            SocketOption.Tcp => option == BytesLeft,
            SocketOption.Ip => option is PacketInformation or WantsTimeToLive or WantsTypeOfService,
            SocketOption.Ipv6 => option is WantsPacketInformation6 or WantsHopLimit or WantsTrafficClass,
            _ => false,
        };
    }

    private bool Asks(int level, int option) => level == SocketOption.Socket ? HasSwitch(option) : Number(level, option) != 0;

    private int Number(int level, int option)
    {
        if (_numbers is not null && _numbers.TryGetValue(level << 16 | option, out int number))
            return number;
        return TryDescribe(level, option, out int initial, out _, out _) ? initial : 0;
    }

    private static Span<byte> Number(Span<byte> room, int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(room, number);
        return room[..sizeof(int)];
    }
}
