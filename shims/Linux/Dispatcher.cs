using System;

namespace LiteBox.Shim.Linux;

/// <summary>From a number to its handler. The switch itself is generated from the handlers' attributes.</summary>
internal static partial class Dispatcher
{
    /// <summary>True when the handler of the number runs without the lock.</summary>
    internal static bool IsLockless(ulong number)
    {
        ReadOnlySpan<byte> bits = LocklessBits;
        return number >> 3 < (ulong)bits.Length && (bits[(int)(number >> 3)] >> (int)(number & 7) & 1) != 0;
    }

    private static Result Trimmed(Thread thread, uint number)
    {
        if (Kernel.Policy.KillOnTrimmed)
        {
            Trace.Write("litebox: the program made a system call that trimming removed: "u8, number);
            Host.ExitBySignal(Signal.SIGSYS);
        }

        return Unknown(thread, number);
    }

    private static Result Unknown(Thread thread, ulong number)
    {
        if (Kernel.Policy.Trace)
            Trace.Write("litebox: system call without a handler: "u8, number);
        return Errno.ENOSYS;
    }
}
