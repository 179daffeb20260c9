using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LiteBox.North;

public abstract partial class Socket
{
    private const int DefaultBuffer = 212_992;
    private const int LeastSendBuffer = 4_608, LeastReceiveBuffer = 2_304;

    // One bit for each option of SOL_SOCKET that is only on or off.
    private const ulong Switches = 1ul << SocketOption.Debug | 1ul << SocketOption.ReuseAddress | 1ul << SocketOption.DontRoute
        | 1ul << SocketOption.Broadcast | 1ul << SocketOption.KeepAlive | 1ul << SocketOption.OutOfBandInline | 1ul << SocketOption.NoCheck
        | 1ul << SocketOption.ReusePort | 1ul << SocketOption.PassCredentials | 1ul << SocketOption.Timestamp
        | 1ul << SocketOption.TimestampNanoseconds | 1ul << SocketOption.ReceiveQueueOverflow;

    private ulong _switches;
    private int _priority;
    private int _mark;
    private int _lingers;
    private int _lingerSeconds;

    /// <summary>SO_SNDBUF: bytes that may be on their way.</summary>
    public int SendBuffer { get; protected set; } = DefaultBuffer;

    /// <summary>SO_RCVBUF.</summary>
    public int ReceiveBuffer { get; protected set; } = DefaultBuffer;

    /// <summary>SO_RCVLOWAT.</summary>
    protected int ReceiveLowWater { get; private set; } = 1;

    /// <summary>SO_RCVTIMEO, nanoseconds; <see cref="Clock.Never"/> for none.</summary>
    protected long ReceiveTimeout { get; private set; } = Clock.Never;

    /// <summary>SO_SNDTIMEO.</summary>
    protected long SendTimeout { get; private set; } = Clock.Never;

    /// <summary>SO_PASSCRED.</summary>
    public bool PassesCredentials => HasSwitch(SocketOption.PassCredentials);

    /// <summary>SO_REUSEADDR or SO_REUSEPORT.</summary>
    internal bool ReusesAddress => HasSwitch(SocketOption.ReuseAddress) || HasSwitch(SocketOption.ReusePort);

    /// <summary>SO_REUSEPORT.</summary>
    internal bool ReusesPort => HasSwitch(SocketOption.ReusePort);

    /// <summary>SO_LINGER with zero seconds: close(2) resets the connection.</summary>
    internal bool ResetsOnClose => _lingers != 0 && _lingerSeconds == 0;

    /// <summary>SO_PEERCRED.</summary>
    public virtual SocketCredentials PeerCredentials => new() { User = uint.MaxValue, Group = uint.MaxValue };

    /// <summary>SO_ERROR: the error that waits; it is told once.</summary>
    protected abstract Errno TakeError(Thread thread);

    /// <summary>getsockopt(2) into a buffer that all values fit in; gives the bytes of the value. ENOPROTOOPT.</summary>
    public virtual Result GetOption(Thread thread, int level, int option, Span<byte> value)
    {
        if (level != SocketOption.Socket)
            return Errno.EOPNOTSUPP;
        switch (option)
        {
            case < 64 when (Switches >> option & 1) != 0:
                return Store(value, HasSwitch(option) ? 1 : 0);
            case SocketOption.Type:
                return Store(value, (int)Kind);
            case SocketOption.Domain:
                return Store(value, (int)Family);
            case SocketOption.Protocol:
                return Store(value, Protocol);
            case SocketOption.Error:
                return Store(value, (int)TakeError(thread));
            case SocketOption.AcceptsConnections:
                return Store(value, IsListening ? 1 : 0);
            case SocketOption.SendBuffer:
                return Store(value, SendBuffer);
            case SocketOption.ReceiveBuffer:
                return Store(value, ReceiveBuffer);
            case SocketOption.Priority:
                return Store(value, _priority);
            case SocketOption.Mark:
                return Store(value, _mark);
            case SocketOption.ReceiveLowWater:
                return Store(value, ReceiveLowWater);
            case SocketOption.SendLowWater:
                return Store(value, 1);
            case SocketOption.Linger:
                Store(value, _lingers);
                return 4 + Store(value[4..], _lingerSeconds).Value;
            case SocketOption.ReceiveTimeout or SocketOption.ReceiveTimeoutNew:
                return StoreTime(value, ReceiveTimeout);
            case SocketOption.SendTimeout or SocketOption.SendTimeoutNew:
                return StoreTime(value, SendTimeout);
            case SocketOption.PeerCredentials:
                SocketCredentials credentials = PeerCredentials;
                MemoryMarshal.Write(value, in credentials);
                return 12;
            case SocketOption.PeerName:
                return GetPeerName(thread, value);
            case SocketOption.BindToDevice:
                return 0;
            case SocketOption.Cookie:
                BinaryPrimitives.WriteUInt64LittleEndian(value, Node.Number);
                return sizeof(ulong);
            case SocketOption.BusyPoll:
                return Store(value, 0);
            case SocketOption.IncomingCpu:
                return Store(value, -1);
            default:
                return Errno.ENOPROTOOPT;
        }
    }

    /// <summary>setsockopt(2). ENOPROTOOPT, EINVAL for a value that is too short.</summary>
    public virtual Errno SetOption(Thread thread, int level, int option, ReadOnlySpan<byte> value)
    {
        if (level != SocketOption.Socket)
            return Errno.EOPNOTSUPP;
        if (option == SocketOption.BindToDevice)
            return value.Length == 0 || value[0] == 0 || value.StartsWith("lo"u8) ? Errno.None : Errno.ENODEV;
        if (value.Length < sizeof(int))
            return Errno.EINVAL;
        int number = BinaryPrimitives.ReadInt32LittleEndian(value);
        switch (option)
        {
            case SocketOption.PassCredentials when Family is not (AddressFamily.Unix or AddressFamily.Netlink):
                return Errno.EOPNOTSUPP;
            case SocketOption.ReusePort when number != 0 && Family == AddressFamily.Unix:
                return Errno.EOPNOTSUPP;
            case < 64 when (Switches >> option & 1) != 0:
                ulong bit = 1ul << option;
                _switches = number != 0 ? _switches | bit : _switches & ~bit;
                return Errno.None;
            case SocketOption.SendBuffer or SocketOption.SendBufferForce:
                SendBuffer = BufferOf(number, LeastSendBuffer);
                return Errno.None;
            case SocketOption.ReceiveBuffer or SocketOption.ReceiveBufferForce:
                ReceiveBuffer = BufferOf(number, LeastReceiveBuffer);
                return Errno.None;
            case SocketOption.Priority:
                _priority = number;
                return Errno.None;
            case SocketOption.Mark:
                _mark = number;
                return Errno.None;
            case SocketOption.ReceiveLowWater:
                ReceiveLowWater = number < 0 ? int.MaxValue : int.Max(number, 1);
                return Errno.None;
            case SocketOption.Linger:
                if (value.Length < 8)
                    return Errno.EINVAL;
                _lingers = number != 0 ? 1 : 0;
                _lingerSeconds = BinaryPrimitives.ReadInt32LittleEndian(value[4..]);
                return Errno.None;
            case SocketOption.ReceiveTimeout or SocketOption.ReceiveTimeoutNew:
                Errno error = LoadTime(value, out long timeout);
                if (error == Errno.None)
                    ReceiveTimeout = timeout;
                return error;
            case SocketOption.SendTimeout or SocketOption.SendTimeoutNew:
                error = LoadTime(value, out timeout);
                if (error == Errno.None)
                    SendTimeout = timeout;
                return error;
            case SocketOption.BusyPoll or SocketOption.IncomingCpu:
                return Errno.None;
            default:
                return Errno.ENOPROTOOPT;
        }
    }

    /// <summary>What a connection has of its listening socket.</summary>
    protected void InheritOptions(Socket from)
    {
        _switches = from._switches;
        SendBuffer = from.SendBuffer;
        ReceiveBuffer = from.ReceiveBuffer;
        ReceiveLowWater = from.ReceiveLowWater;
        ReceiveTimeout = from.ReceiveTimeout;
        SendTimeout = from.SendTimeout;
        _lingers = from._lingers;
        _lingerSeconds = from._lingerSeconds;
        _priority = from._priority;
        _mark = from._mark;
    }

    /// <summary>What a Unix connection has of its listening socket.</summary>
    protected void PassCredentialsAs(Socket from) => _switches |= from._switches & 1ul << SocketOption.PassCredentials;

    /// <summary>Stores an option's value that is a number.</summary>
    protected static Result Store(Span<byte> value, int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(value, number);
        return sizeof(int);
    }

    /// <summary>Whether an option of SOL_SOCKET that is only on or off is on.</summary>
    private protected bool HasSwitch(int option) => (_switches >> option & 1) != 0;

    // The kernel counts its own bookkeeping too, so it takes twice what is asked for.
    private static int BufferOf(int asked, int least) => int.Max((int)uint.Min((uint)asked, DefaultBuffer) * 2, least);

    private static Result StoreTime(Span<byte> value, long timeout)
    {
        long micros = timeout == Clock.Never ? 0 : timeout / 1000;
        BinaryPrimitives.WriteInt64LittleEndian(value, micros / 1_000_000);
        BinaryPrimitives.WriteInt64LittleEndian(value[8..], micros % 1_000_000);
        return 16;
    }

    private static Errno LoadTime(ReadOnlySpan<byte> value, out long timeout)
    {
        timeout = 0;
        if (value.Length < 16)
            return Errno.EINVAL;
        long seconds = BinaryPrimitives.ReadInt64LittleEndian(value), micros = BinaryPrimitives.ReadInt64LittleEndian(value[8..]);
        if (micros is < 0 or >= 1_000_000)
            return Errno.EDOM;

        // A negative time is over at once; none at all is the value zero.
        if (seconds < 0)
            return Errno.None;
        timeout = (seconds | micros) == 0 || seconds >= Clock.Never / Clock.Second ? Clock.Never : seconds * Clock.Second + micros * 1000;
        return Errno.None;
    }
}
