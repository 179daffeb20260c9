namespace LiteBox.Shim.Linux;

/// <summary>Scheduling (sched(7)). The host schedules; what a thread asks for is checked and the normal policy told.</summary>
internal static class Scheduling
{
    private const int Other = 0;
    private const int Fifo = 1;
    private const int RoundRobin = 2;
    private const int Batch = 3;
    private const int Idle = 5;
    private const int ResetOnFork = 0x4000_0000;
    private const int BitsPerWord = 64;

    /// <summary>sched_yield(2). Threads that spin see others run: the lock was given up at the latest now.</summary>
    [Syscall(24, "sched_yield")]
    public static Result Yield(Thread thread)
    {
        BigLock.Exit();
        BigLock.Enter();
        return Result.Success;
    }

    /// <summary>sched_getaffinity(2): the CPUs 0 to n - 1. Gives the bytes written.</summary>
    [Syscall(204, "sched_getaffinity")]
    public static Result GetAffinity(Thread thread, int id, uint size, ulong mask)
    {
        int bytes = (Host.CpuCount + BitsPerWord - 1) / BitsPerWord * sizeof(ulong);
        if (size * 8UL < (ulong)Host.CpuCount || size % sizeof(ulong) != 0)
            return Errno.EINVAL;
        if (!Exists(thread, id))
            return Errno.ESRCH;
        for (int i = 0; i < bytes / sizeof(ulong); i++)
        {
            if (Guest.Write(mask + (ulong)i * sizeof(ulong), CpuWord(i)) != Errno.None)
                return Errno.EFAULT;
        }

        return bytes;
    }

    /// <summary>sched_setaffinity(2): checked, then left to the host. EINVAL when no CPU remains.</summary>
    [Syscall(203, "sched_setaffinity")]
    public static Result SetAffinity(Thread thread, int id, uint size, ulong mask)
    {
        if (!Exists(thread, id))
            return Errno.ESRCH;
        ulong usable = 0;
        for (uint i = 0; i < uint.Min(size, 128); i++)
        {
            if (Guest.Read(mask + i, out byte bits) != Errno.None)
                return Errno.EFAULT;
            usable |= (CpuWord((int)(i / 8)) >> (int)(i % 8 * 8)) & bits;
        }

        return usable == 0 ? Errno.EINVAL : Result.Success;
    }

    /// <summary>sched_getparam(2).</summary>
    [Syscall(143, "sched_getparam")]
    public static Result GetParameter(Thread thread, int id, ulong parameter)
    {
        if (parameter == 0 || id < 0)
            return Errno.EINVAL;
        return Exists(thread, id) ? Guest.Write(parameter, 0) : Errno.ESRCH;
    }

    /// <summary>sched_setparam(2).</summary>
    [Syscall(142, "sched_setparam")]
    public static Result SetParameter(Thread thread, int id, ulong parameter) => Check(thread, id, Other, parameter);

    /// <summary>sched_getscheduler(2).</summary>
    [Syscall(145, "sched_getscheduler")]
    public static Result GetScheduler(Thread thread, int id) =>
        id < 0 ? Errno.EINVAL : Exists(thread, id) ? Other : Errno.ESRCH;

    /// <summary>sched_setscheduler(2): the real-time policies are EPERM, the host grants none.</summary>
    [Syscall(144, "sched_setscheduler")]
    public static Result SetScheduler(Thread thread, int id, int policy, ulong parameter) =>
        policy < 0 ? Errno.EINVAL : Check(thread, id, policy & ~ResetOnFork, parameter);

    /// <summary>sched_get_priority_max(2).</summary>
    [Syscall(146, "sched_get_priority_max", Lockless = true)]
    public static Result HighestPriority(Thread thread, int policy) => policy switch
    {
        Fifo or RoundRobin => 99,
        Other or Batch or Idle => 0,
        _ => Errno.EINVAL,
    };

    /// <summary>sched_get_priority_min(2).</summary>
    [Syscall(147, "sched_get_priority_min", Lockless = true)]
    public static Result LowestPriority(Thread thread, int policy) => policy switch
    {
        Fifo or RoundRobin => 1,
        Other or Batch or Idle => 0,
        _ => Errno.EINVAL,
    };

    /// <summary>sched_rr_get_interval(2).</summary>
    [Syscall(148, "sched_rr_get_interval")]
    public static Result GetInterval(Thread thread, int id, ulong interval)
    {
        if (id < 0)
            return Errno.EINVAL;
        return Exists(thread, id) ? Guest.Write(interval, Timespec.From(ClockId.Tick)) : Errno.ESRCH;
    }

    /// <summary>getpriority(2): 20 - nice.</summary>
    [Syscall(140, "getpriority")]
    public static Result GetPriority(Thread thread, int which, int who) =>
        which is < 0 or > 2 ? Errno.EINVAL : which == 0 && !Exists(thread, who) ? Errno.ESRCH : 20;

    /// <summary>setpriority(2): 0 is what it is, a lower priority is granted by doing nothing, a higher is EACCES.</summary>
    [Syscall(141, "setpriority")]
    public static Result SetPriority(Thread thread, int which, int who, int value)
    {
        if (which is < 0 or > 2)
            return Errno.EINVAL;
        if (which == 0 && !Exists(thread, who))
            return Errno.ESRCH;
        return value < 0 ? Errno.EACCES : Result.Success;
    }

    /// <summary>getcpu(2). The number may be out of date when it arrives, on Linux too.</summary>
    [Syscall(309, "getcpu", Lockless = true)]
    public static Result GetCpu(Thread thread, ulong cpu, ulong node)
    {
        Errno error = cpu == 0 ? Errno.None : Guest.Write(cpu, 0);
        return error == Errno.None && node != 0 ? Guest.Write(node, 0) : error;
    }

    /// <summary>
    /// rseq(2): ENOSYS; C libraries do without. The host's own would store to guest memory at its own time, and end the
    /// sandbox where the guest has unmapped that.
    /// </summary>
    [Syscall(334, "rseq", Lockless = true)]
    public static Result RestartableSequences(Thread thread) => Errno.ENOSYS;

    private static bool Exists(Thread thread, int id) => id == 0 || Kernel.FindThread(id) is not null;

    private static ulong CpuWord(int word)
    {
        int bits = Host.CpuCount - word * BitsPerWord;
        return bits <= 0 ? 0 : bits >= BitsPerWord ? ulong.MaxValue : (1UL << bits) - 1;
    }

    private static Result Check(Thread thread, int id, int policy, ulong parameter)
    {
        if (id < 0 || parameter == 0)
            return Errno.EINVAL;
        if (Guest.Read(parameter, out int priority) != Errno.None)
            return Errno.EFAULT;
        if (!Exists(thread, id))
            return Errno.ESRCH;
        return policy switch
        {
            Fifo or RoundRobin => priority is >= 1 and <= 99 ? Errno.EPERM : Errno.EINVAL,
            Other or Batch or Idle => priority == 0 ? Result.Success : Errno.EINVAL,
            _ => Errno.EINVAL,
        };
    }
}
