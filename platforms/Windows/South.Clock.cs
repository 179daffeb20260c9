using System;

namespace LiteBox.South;

public readonly unsafe partial struct South
{
    /// <inheritdoc/>
    public static long Monotonic() => TimeSource.Monotonic();

    /// <inheritdoc/>
    public static long Realtime() => TimeSource.Realtime();

    /// <inheritdoc/>
    public static long CpuTime(bool thread)
    {
        const int ProcessTimes = 4;
        if (thread)
        {
            return ThreadCpuTime(Windows.CurrentThread);
        }

        long* times = stackalloc long[4];
        int status = Windows.NtQueryInformationProcess(Windows.CurrentProcess, ProcessTimes, times, 4 * sizeof(long), null);
        return status >= 0 ? (times[2] + times[3]) * 100 : -1;
    }

    /// <inheritdoc/>
    public static long ThreadCpuTime(ref ThreadBlock block) => ThreadCpuTime(ThreadState.Of(Pointer(ref block))->Handle);

    private static long ThreadCpuTime(nint handle)
    {
        // KERNEL_USER_TIMES: created, ended, in the kernel, in user mode, in units of 100 ns.
        const int ThreadTimes = 1;
        long* times = stackalloc long[4];
        int status = Windows.NtQueryInformationThread(handle, ThreadTimes, times, 4 * sizeof(long), null);
        return status >= 0 ? (times[2] + times[3]) * 100 : -1;
    }

    /// <inheritdoc/>
    public static void FillRandom(Span<byte> destination) => Entropy.Fill(destination);
}
