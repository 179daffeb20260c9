using System;

namespace LiteBox.Shim.Linux;

/// <summary>From a number to its handler. The switch itself is generated from the handlers' attributes.</summary>
internal static partial class Dispatcher
{
    /// <summary>True when the handler of the number runs without the lock.</summary>
    internal static bool IsLockless(ulong number) => IsIn(LocklessBits, number);

    private static bool IsIn(ReadOnlySpan<byte> bits, ulong number) =>
        number >> 3 < (ulong)bits.Length && (bits[(int)(number >> 3)] >> (int)(number & 7) & 1) != 0;

    /// <summary>A call that has no handler, or none in this image.</summary>
    private static Result Unserved(ulong number)
    {
        if (Kernel.Policy.KillOnTrimmed && IsIn(HandledBits, number))
        {
            Trace.Write("litebox: the program made a system call that trimming removed: "u8, number);
            Host.ExitBySignal(Signal.SIGSYS);
        }

        return Errno.ENOSYS;
    }
}
