using System.Runtime.CompilerServices;

namespace LiteBox.Shim.Linux;

/// <summary>
/// The calls that a busy server makes most, without the lock: read(2), write(2), recv(2) and send(2) on connections of the host's network
/// that do not wait. What they need is known from an earlier call (<see cref="RecentStreams"/>); anything else goes the ordinary way.
/// </summary>
internal static class StreamCalls
{
    private const int Read = 0, Write = 1, SendTo = 44, ReceiveFrom = 45;
    private const MessageFlags Plain = MessageFlags.DontWait | MessageFlags.NoSignal | MessageFlags.Peek;

    private static ulong Served =>
        Bit(Read, Features.read) | Bit(Write, Features.write) | Bit(SendTo, Features.sendto) | Bit(ReceiveFrom, Features.recvfrom);

    /// <summary>Makes the call and leaves its result in RAX; false when it has to be made with the lock.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryMake(Thread thread, ref GuestRegisters registers) =>
        registers.Rax <= ReceiveFrom && (Served >> (int)registers.Rax & 1) != 0 && thread.Streams is { } streams && TryMake(streams, ref registers);

    private static bool TryMake(RecentStreams streams, ref GuestRegisters registers)
    {
        bool hasFlags = registers.Rax >= SendTo;
        MessageFlags flags = hasFlags ? (MessageFlags)(uint)registers.R10 : MessageFlags.None;
        ulong count = ulong.Min(registers.Rdx, FileVectors.MaxCount);

        // An address is read or written under the lock. The host need not be asked to read or write nothing, but to receive or send it.
        if ((hasFlags ? registers.R8 != 0 || (flags & ~Plain) != 0 : count == 0) || !Guest.CanHold(registers.Rsi, registers.Rdx))
            return false;
        if (!streams.TryUse((int)registers.Rdi, (flags & MessageFlags.DontWait) == 0, out int handle))
            return false;
        HostRange range = Guest.Range(registers.Rsi, count);
        Result result = registers.Rax is Write or SendTo
            ? HostSockets.Send(handle, range, (uint)flags, now: true)
            : HostSockets.Receive(handle, range, (uint)flags, now: true);
        streams.EndUse();

        // The signal of a broken pipe is sent under the lock, where the same call fails once more.
        if (result.Error is Errno.EPIPE or Errno.EINTR)
            return false;
        registers.Rax = (ulong)result.Value;
        return true;
    }

    private static ulong Bit(int number, bool isServed) => isServed ? 1UL << number : 0;
}
