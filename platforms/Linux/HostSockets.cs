using System;
using System.Runtime.CompilerServices;

namespace LiteBox.South;

/// <summary>
/// Host sockets on Linux: a handle is a descriptor, and each member one system call. Landlock (<see cref="Landlock"/>) keeps
/// TCP to the granted ports behind what the caller has checked.
/// </summary>
public readonly unsafe struct HostSockets : IHostSockets
{
    private const uint DontWait = 0x40, NoSignal = 0x4000, CloseOnExec = 0x8_0000, NonBlocking = 0x800;
    private const uint ReadableRequest = 0x541B, UnsentRequest = 0x5411;

    /// <inheritdoc/>
    public static Errno AllowListen(ushort port) => Landlock.AllowPort(Landlock.BindTcp, port);

    /// <inheritdoc/>
    public static Errno AllowConnect(ushort port) =>
        port == 0 ? Landlock.AllowEveryPort(Landlock.ConnectTcp) : Landlock.AllowPort(Landlock.ConnectTcp, port);

    /// <inheritdoc/>
    public static Result Open(bool v6, bool stream, bool nonBlocking)
    {
        const uint Inet = 2, Inet6 = 10, Stream = 1, Datagram = 2, Tcp = 6, Udp = 17;
        uint type = (stream ? Stream : Datagram) | CloseOnExec | (nonBlocking ? NonBlocking : 0);
        return (long)HostSocketCalls.Open(v6 ? Inet6 : Inet, type, stream ? Tcp : Udp);
    }

    /// <inheritdoc/>
    public static void Close(int handle) => HostSocketCalls.Close((uint)handle);

    /// <inheritdoc/>
    public static Errno SetNonBlocking(int socket, bool on)
    {
        int value = on ? 1 : 0;
        return ToErrno(HostSocketCalls.SetNonBlocking((uint)socket, &value));
    }

    /// <inheritdoc/>
    public static Errno Bind(int socket, ReadOnlySpan<byte> address)
    {
        fixed (byte* bytes = address)
        {
            return ToErrno(HostSocketCalls.Bind((uint)socket, bytes, (uint)address.Length));
        }
    }

    /// <inheritdoc/>
    public static Errno Listen(int socket, int backlog) => ToErrno(HostSocketCalls.Listen((uint)socket, (uint)backlog));

    /// <inheritdoc/>
    public static Result Accept(int socket, bool nonBlocking, bool now)
    {
        uint flags = CloseOnExec | (nonBlocking ? NonBlocking : 0);
        return (long)(now ? HostSocketCalls.AcceptNow((uint)socket, flags) : HostSocketCalls.Accept((uint)socket, flags));
    }

    /// <inheritdoc/>
    public static Errno Connect(int socket, ReadOnlySpan<byte> address, bool now)
    {
        fixed (byte* bytes = address)
        {
            return ToErrno(now
                ? HostSocketCalls.ConnectNow((uint)socket, bytes, (uint)address.Length)
                : HostSocketCalls.Connect((uint)socket, bytes, (uint)address.Length));
        }
    }

    /// <inheritdoc/>
    public static Errno Shutdown(int socket, int how) => ToErrno(HostSocketCalls.Shutdown((uint)socket, (uint)how));

    /// <inheritdoc/>
    public static Result GetName(int socket, bool peer, Span<byte> address)
    {
        int length = address.Length;
        fixed (byte* bytes = address)
        {
            nint result = peer
                ? HostSocketCalls.GetPeerName((uint)socket, bytes, &length)
                : HostSocketCalls.GetName((uint)socket, bytes, &length);
            return result < 0 ? (long)result : length;
        }
    }

    /// <inheritdoc/>
    public static Result GetOption(int socket, int level, int option, Span<byte> value)
    {
        int length = value.Length;
        fixed (byte* bytes = value)
        {
            nint result = HostSocketCalls.GetOption((uint)socket, (uint)level, (uint)option, bytes, &length);
            return result < 0 ? (long)result : length;
        }
    }

    /// <inheritdoc/>
    public static Errno SetOption(int socket, int level, int option, ReadOnlySpan<byte> value)
    {
        fixed (byte* bytes = value)
        {
            return ToErrno(HostSocketCalls.SetOption((uint)socket, (uint)level, (uint)option, bytes, (uint)value.Length));
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Result Receive(int socket, HostRange range, uint flags, bool now) => (long)(now
        ? HostSocketCalls.ReceiveNow((uint)socket, range.Address, range.Length, flags | DontWait)
        : HostSocketCalls.Receive((uint)socket, range.Address, range.Length, flags));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Result Send(int socket, HostRange range, uint flags, bool now) => (long)(now
        ? HostSocketCalls.SendNow((uint)socket, range.Address, range.Length, flags | DontWait | NoSignal)
        : HostSocketCalls.Send((uint)socket, range.Address, range.Length, flags | NoSignal));

    /// <inheritdoc/>
    public static Result ReceiveMessage(int socket, ReadOnlySpan<HostRange> ranges, Span<byte> name, out int nameLength,
        Span<byte> control, out int controlLength, ref uint flags, bool now)
    {
        fixed (HostRange* pointer = ranges)
        fixed (byte* bytes = name, controls = control)
        {
            MessageHeader message = new(bytes, name.Length, pointer, ranges.Length, controls, control.Length);
            nint result = now
                ? HostSocketCalls.ReceiveMessageNow((uint)socket, &message, flags | DontWait)
                : HostSocketCalls.ReceiveMessage((uint)socket, &message, flags);
            nameLength = message.NameLength < name.Length ? message.NameLength : name.Length;
            controlLength = result < 0 ? 0 : (int)message.ControlLength;
            flags = message.Flags;
            return (long)result;
        }
    }

    /// <inheritdoc/>
    public static Result SendMessage(int socket, ReadOnlySpan<HostRange> ranges, ReadOnlySpan<byte> name, ReadOnlySpan<byte> control, uint flags, bool now)
    {
        fixed (HostRange* pointer = ranges)
        fixed (byte* bytes = name, controls = control)
        {
            MessageHeader message = new(bytes, name.Length, pointer, ranges.Length, controls, control.Length);
            return (long)(now
                ? HostSocketCalls.SendMessageNow((uint)socket, &message, flags | DontWait | NoSignal)
                : HostSocketCalls.SendMessage((uint)socket, &message, flags | NoSignal));
        }
    }

    /// <inheritdoc/>
    public static Result Send(int socket, ReadOnlySpan<byte> bytes, uint flags, bool now)
    {
        fixed (byte* pointer = bytes)
        {
            return Send(socket, new HostRange { Address = (ulong)pointer, Length = (ulong)bytes.Length }, flags, now);
        }
    }

    /// <inheritdoc/>
    public static Result Receive(int socket, Span<byte> bytes, uint flags, bool now)
    {
        fixed (byte* pointer = bytes)
        {
            return Receive(socket, new HostRange { Address = (ulong)pointer, Length = (ulong)bytes.Length }, flags, now);
        }
    }

    /// <inheritdoc/>
    public static Result GetWaiting(int socket, bool unsent)
    {
        int bytes = 0;
        nint result = HostSocketCalls.GetWaiting((uint)socket, unsent ? UnsentRequest : ReadableRequest, &bytes);
        return result < 0 ? (long)result : bytes;
    }

    /// <inheritdoc/>
    public static Result Poll(Span<HostPoll> handles, long deadline)
    {
        Timespec timeout = default;
        fixed (HostPoll* pointer = handles)
        {
            if (deadline == 0)
            {
                return (long)HostSocketCalls.PollNow(pointer, (uint)handles.Length, &timeout);
            }

            if (deadline == long.MaxValue)
            {
                return (long)HostSocketCalls.Poll(pointer, (uint)handles.Length, null);
            }

            timeout = Timespec.From(Math.Max(0, deadline - South.Monotonic()));
            return (long)HostSocketCalls.Poll(pointer, (uint)handles.Length, &timeout);
        }
    }

    /// <inheritdoc/>
    public static Result CreatePoller() => (long)HostSocketCalls.CreatePoller();

    /// <inheritdoc/>
    public static Errno ChangePoller(int poller, int operation, int handle, uint events, ulong data)
    {
        HostEvent change = new() { Events = events, Data = data };
        return ToErrno(HostSocketCalls.ChangePoller((uint)poller, (uint)operation, (uint)handle, &change));
    }

    /// <inheritdoc/>
    public static Result WaitPoller(int poller, Span<HostEvent> events, long deadline)
    {
        fixed (HostEvent* pointer = events)
        {
            return (long)(deadline == 0
                ? HostSocketCalls.LookAtPoller((uint)poller, pointer, (uint)events.Length)
                : HostSocketCalls.WaitPoller((uint)poller, pointer, (uint)events.Length, MillisecondsUntil(deadline)));
        }
    }

    // Rounded up, as the kernel does: to wake early would be a busy loop. uint.MaxValue: no limit.
    private static uint MillisecondsUntil(long deadline)
    {
        const long Millisecond = 1_000_000;
        if (deadline == long.MaxValue)
        {
            return uint.MaxValue;
        }

        long left = Math.Max(0, deadline - South.Monotonic());
        return (uint)Math.Min((left + Millisecond - 1) / Millisecond, int.MaxValue);
    }

    private static Errno ToErrno(nint result) => result < 0 ? (Errno)(int)-result : Errno.None;
}
