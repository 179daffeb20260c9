using System;

namespace LiteBox.Shim.Linux;

/// <summary>
/// A log of the program's calls as strace(1) writes it, on the standard error stream or to a file of the host: the thread, seconds since the first line,
/// the call, its result. A call that waits while others go on is cut into "unfinished" and "resumed". Only bundles that are
/// made to be traced have it (<see cref="Capability.Trace"/>). All of it happens under <see cref="BigLock"/>.
/// </summary>
internal static class TraceLog
{
    private const int LongestLine = 2048;

    private static long s_start;

    // Whose line has been begun and not ended.
    private static Thread? s_open;

    /// <summary>Makes the call and writes its line.</summary>
    internal static Result Invoke(Thread thread, ref GuestRegisters registers)
    {
        GuestRegisters call = registers;
        TraceArguments arguments = new(in call);
        Span<byte> buffer = stackalloc byte[LongestLine];
        TraceText text = new(buffer);
        Begin(ref text, thread);
        text.WriteCallName(call.Rax);
        text.Write((byte)'(');
        arguments.WriteBefore(ref text);
        if (NeverReturns(call.Rax))
            text.Write(") = ?\n"u8);
        Send(ref text, NeverReturns(call.Rax) ? null : thread);

        // A handler that runs without the lock may take it itself.
        bool lockless = Dispatcher.IsLockless(call.Rax);
        if (lockless)
            BigLock.Exit();
        Result result = Dispatcher.Invoke(thread, ref registers);
        if (lockless)
            BigLock.Enter();
        if (NeverReturns(call.Rax))
            return result;
        if (s_open != thread)
        {
            Begin(ref text, thread);
            text.Write("<... "u8);
            text.WriteCallName(call.Rax);
            text.Write(" resumed>"u8);
        }

        arguments.WriteAfter(ref text, result);
        text.Write(") = "u8);
        text.WriteResult(result);
        text.Write((byte)'\n');
        Send(ref text, null);
        return result;
    }

    /// <summary>A signal is about to be handled.</summary>
    internal static void Signal(Thread thread, in SignalInfo info)
    {
        Span<byte> buffer = stackalloc byte[256];
        TraceText text = new(buffer);
        Begin(ref text, thread);
        text.Write("--- "u8);
        text.WriteSignal(info.Number);
        text.Write(" {si_code="u8);
        text.WriteDecimal(info.Code);
        text.Write("} ---\n"u8);
        Send(ref text, null);
    }

    private static bool NeverReturns(ulong number)
    {
        const int RtSigreturn = 15, Exit = 60, ExitGroup = 231;
        return number is RtSigreturn or Exit or ExitGroup;
    }

    private static void Begin(ref TraceText text, Thread thread)
    {
        if (s_open is not null)
            text.Write(" <unfinished ...>\n"u8);
        long now = Clock.Monotonic;
        if (s_start == 0)
            s_start = now;
        text.Write("[pid "u8);
        text.WriteDecimal(thread.Id);
        text.Write("] "u8);
        text.WriteSeconds(now - s_start);
        text.Write((byte)' ');
    }

    private static void Send(ref TraceText text, Thread? open)
    {
        HostLog.Write(text.Written);
        text.Clear();
        s_open = open;
    }
}
