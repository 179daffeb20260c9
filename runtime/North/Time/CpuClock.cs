namespace LiteBox.North;

/// <summary>
/// A clock that runs while a process runs, or one of its threads: CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID and those of
/// clock_getcpuclockid(3). User and system time are one: calls served inside are the process's own work.
/// </summary>
/// <param name="process">The process.</param>
/// <param name="thread">The thread; null for all of them.</param>
public readonly struct CpuClock(Process process, Thread? thread)
{
    private const long ShortestLook = 1_000_000;

    private readonly int _threadId = thread?.Id ?? 0;

    /// <summary>True for the clock of this thread alone.</summary>
    public bool IsOf(Thread other) => thread == other;

    /// <summary>Nanoseconds of CPU time; -1 when the thread has ended, or the host does not tell.</summary>
    public long Read()
    {
        if (thread is null)
            return process.MeasureCpuTime();
        if (!Capability.Threads)
            return Host.CpuTime(thread: true);
        return Kernel.FindThread(_threadId) == thread ? Host.ThreadCpuTime(ref thread.Block) : -1;
    }

    /// <summary>
    /// When to look again at a clock that has <paramref name="left"/> nanoseconds to go: it runs at most as fast as time, and that of
    /// a process as many times faster as that has threads.
    /// </summary>
    public long NextLook(long left)
    {
        int threads = thread is null ? int.Max(process.Threads.Count, 1) : 1;
        return Clock.DeadlineAfter(long.Max(left / threads, ShortestLook));
    }
}
