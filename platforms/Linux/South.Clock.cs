using System;

namespace LiteBox.South;

public readonly unsafe partial struct South
{
    private const uint RealtimeClock = 0, MonotonicClock = 1, ProcessClock = 2, ThreadClock = 3;

    private static nuint s_clockGetTime;

    /// <inheritdoc/>
    public static long Monotonic() => ReadClock(MonotonicClock);

    /// <inheritdoc/>
    public static long Realtime() => ReadClock(RealtimeClock);

    /// <inheritdoc/>
    public static long CpuTime(bool thread)
    {
        Timespec time = default;
        return Host.ClockGetTime(thread ? ThreadClock : ProcessClock, &time) == 0 ? time.ToNanoseconds() : -1;
    }

    /// <inheritdoc/>
    public static long ThreadCpuTime(ref ThreadBlock block)
    {
        // The clock of a thread by its number (clock_getcpuclockid(3)): the complement, CPUCLOCK_PERTHREAD and CPUCLOCK_SCHED.
        int thread = ThreadState.Of(Pointer(ref block))->ThreadId;
        Timespec time = default;
        return thread != 0 && Host.ClockGetTimeOf((uint)((~thread << 3) | 6), &time) == 0 ? time.ToNanoseconds() : -1;
    }

    /// <inheritdoc/>
    public static void FillRandom(Span<byte> destination)
    {
        fixed (byte* bytes = destination)
        {
            nuint done = 0;
            while (done < (nuint)destination.Length)
            {
                nint got = Host.GetRandom(bytes + done, (nuint)destination.Length - done);
                if (got > 0)
                {
                    done += (nuint)got;
                }
                else if (got != -(nint)Errno.EINTR)
                {
                    // Going on with anything else would hand out predictable keys.
                    Stub.Panic(0, 0);
                }
            }
        }
    }

    private static void StartClock() => s_clockGetTime = LiteBox.South.Vdso.Find(ProcessStack.Vdso, "__vdso_clock_gettime"u8);

    // The vDSO runs on the kernel stack and touches no vector register. Where it has to ask the kernel, its syscall
    // instruction is not at the gate: the handler of SIGSYS makes the call for it.
    private static long ReadClock(uint clock)
    {
        Timespec time = default;
        if (s_clockGetTime != 0)
        {
            Stub.Call(s_clockGetTime, (nint)clock, (nint)(&time));
        }
        else
        {
            Host.ClockGetTime(clock, &time);
        }

        return time.ToNanoseconds();
    }
}
