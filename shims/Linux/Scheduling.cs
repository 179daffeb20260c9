using System;

namespace LiteBox.Shim.Linux;

/// <summary>
/// Scheduling (sched(7)). The host schedules, and grants no privileges for it: what a thread asks for is checked and kept as for
/// a process without CAP_SYS_NICE.
/// </summary>
internal static class Scheduling
{
    internal const int Other = 0;
    private const int Fifo = 1;
    private const int RoundRobin = 2;
    private const int Batch = 3;
    internal const int Idle = 5;
    private const int Deadline = 6;
    private const int ResetOnFork = 0x4000_0000;
    private const int BitsPerWord = 64;
    private const int Keep = -1;
    private const int HighestNice = 19;
    private const int LowestNice = -20;

    /// <summary>sched_yield(2). The host is asked, because a thread that spins may keep the CPU from a program outside.</summary>
    [Syscall(24, "sched_yield", Lockless = true)]
    public static Result Yield(Thread thread)
    {
        Host.Yield();
        return Result.Success;
    }

    /// <summary>sched_getaffinity(2): of the CPUs 0 to n - 1 those that were asked for. Gives the bytes written.</summary>
    [Syscall(204, "sched_getaffinity")]
    public static Result GetAffinity(Thread thread, int id, uint size, ulong mask)
    {
        int words = (Host.CpuCount + BitsPerWord - 1) / BitsPerWord;
        if (size * 8UL < (ulong)Host.CpuCount || size % sizeof(ulong) != 0)
            return Errno.EINVAL;
        if (Find(thread, id) is not { } target)
            return Errno.ESRCH;
        for (int i = 0; i < words; i++)
        {
            ulong word = target.Affinity is { } asked ? asked[i] : CpuWord(i);
            if (Guest.Write(mask + (ulong)i * sizeof(ulong), word) != Errno.None)
                return Errno.EFAULT;
        }

        return words * sizeof(ulong);
    }

    /// <summary>sched_setaffinity(2). EINVAL when no CPU remains.</summary>
    [Syscall(203, "sched_setaffinity")]
    [Partly("The host places threads: the set is checked and told by sched_getaffinity, threads run on any CPU")]
    public static Result SetAffinity(Thread thread, int id, uint size, ulong mask)
    {
        ulong[] wanted = new ulong[(Host.CpuCount + BitsPerWord - 1) / BitsPerWord];
        ulong any = 0;
        for (int i = 0; i < wanted.Length * sizeof(ulong) && i < size; i++)
        {
            if (Guest.Read(mask + (ulong)i, out byte bits) != Errno.None)
                return Errno.EFAULT;
            wanted[i / sizeof(ulong)] |= (ulong)bits << (i % sizeof(ulong) * 8);
        }

        if (Find(thread, id) is not { } target)
            return Errno.ESRCH;
        for (int i = 0; i < wanted.Length; i++)
            any |= wanted[i] &= CpuWord(i);
        if (any == 0)
            return Errno.EINVAL;
        target.Affinity = wanted;
        return Result.Success;
    }

    /// <summary>sched_getparam(2).</summary>
    [Syscall(143, "sched_getparam")]
    public static Result GetParameter(Thread thread, int id, ulong parameter)
    {
        if (parameter == 0 || id < 0)
            return Errno.EINVAL;
        return Find(thread, id) is null ? Errno.ESRCH : Guest.Write(parameter, 0);
    }

    /// <summary>sched_setparam(2).</summary>
    [Syscall(142, "sched_setparam")]
    public static Result SetParameter(Thread thread, int id, ulong parameter) => SetPolicy(thread, id, Keep, parameter);

    /// <summary>sched_getscheduler(2).</summary>
    [Syscall(145, "sched_getscheduler")]
    public static Result GetScheduler(Thread thread, int id)
    {
        if (id < 0)
            return Errno.EINVAL;
        if (Find(thread, id) is not { } target)
            return Errno.ESRCH;
        return target.SchedulingPolicy | (target.ResetsScheduling ? ResetOnFork : 0);
    }

    /// <summary>sched_setscheduler(2).</summary>
    [Syscall(144, "sched_setscheduler")]
    [Partly("The real-time policies are EPERM, as without CAP_SYS_NICE")]
    public static Result SetScheduler(Thread thread, int id, int policy, ulong parameter) =>
        policy < 0 ? Errno.EINVAL : SetPolicy(thread, id, policy, parameter);

    /// <summary>sched_get_priority_max(2).</summary>
    [Syscall(146, "sched_get_priority_max", Lockless = true)]
    public static Result HighestPriority(Thread thread, int policy) => policy switch
    {
        Fifo or RoundRobin => 99,
        Other or Batch or Idle or Deadline => 0,
        _ => Errno.EINVAL,
    };

    /// <summary>sched_get_priority_min(2).</summary>
    [Syscall(147, "sched_get_priority_min", Lockless = true)]
    public static Result LowestPriority(Thread thread, int policy) => policy switch
    {
        Fifo or RoundRobin => 1,
        Other or Batch or Idle or Deadline => 0,
        _ => Errno.EINVAL,
    };

    /// <summary>sched_rr_get_interval(2).</summary>
    [Syscall(148, "sched_rr_get_interval")]
    public static Result GetInterval(Thread thread, int id, ulong interval)
    {
        if (id < 0)
            return Errno.EINVAL;
        return Find(thread, id) is null ? Errno.ESRCH : Guest.Write(interval, Timespec.From(ClockId.Tick));
    }

    /// <summary>getpriority(2): 20 - nice, of several threads the highest.</summary>
    [Syscall(140, "getpriority")]
    public static Result GetPriority(Thread thread, int which, int who)
    {
        if (!ThreadSelection.TryRead(which, firstKind: 0, out ThreadSelection.Kind kind))
            return Errno.EINVAL;
        Result priority = Errno.ESRCH;
        ThreadSelection selected = new(thread, kind, who);
        while (selected.Next() is { } target)
        {
            if (priority.Error != Errno.None || priority.Value < 20 - target.Nice)
                priority = 20 - target.Nice;
        }

        return priority;
    }

    /// <summary>setpriority(2): a lower nice value is EACCES.</summary>
    [Syscall(141, "setpriority")]
    [Partly("Nice values are kept and told; the host does not see them. A lower one is EACCES, as without CAP_SYS_NICE")]
    public static Result SetPriority(Thread thread, int which, int who, int value)
    {
        if (!ThreadSelection.TryRead(which, firstKind: 0, out ThreadSelection.Kind kind))
            return Errno.EINVAL;
        value = int.Clamp(value, LowestNice, HighestNice);
        Errno error = Errno.ESRCH;
        ThreadSelection selected = new(thread, kind, who);
        while (selected.Next() is { } target)
        {
            if (value < target.Nice)
            {
                error = Errno.EACCES;
                continue;
            }

            target.Nice = value;
            if (error == Errno.ESRCH)
                error = Errno.None;
        }

        return error;
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
    [Refused("The host's own would store to guest memory at its own time; C libraries do without")]
    public static Result RestartableSequences(Thread thread) => Errno.ENOSYS;

    /// <summary>The thread with a number, 0 for the calling one; null when there is none.</summary>
    internal static Thread? Find(Thread thread, int id) => id == 0 ? thread : Kernel.FindThread(id);

    /// <summary>Sets policy and nice value. EINVAL; EPERM for what needs privileges of the host.</summary>
    internal static Errno Set(Thread target, int policy, int priority, bool resetsOnFork, int nice)
    {
        if (policy is not (Other or Fifo or RoundRobin or Batch or Idle))
            return Errno.EINVAL;
        bool isRealTime = policy is Fifo or RoundRobin;
        if (priority is < 0 or > 99 || isRealTime != (priority != 0))
            return Errno.EINVAL;
        if (isRealTime || nice < target.Nice || (target.ResetsScheduling && !resetsOnFork))
            return Errno.EPERM;
        target.SchedulingPolicy = policy;
        target.ResetsScheduling = resetsOnFork;
        target.Nice = nice;
        return Errno.None;
    }

    private static Result SetPolicy(Thread thread, int id, int policy, ulong parameter)
    {
        if (id < 0 || parameter == 0)
            return Errno.EINVAL;
        if (Guest.Read(parameter, out int priority) != Errno.None)
            return Errno.EFAULT;
        if (Find(thread, id) is not { } target)
            return Errno.ESRCH;
        return policy == Keep
            ? Set(target, target.SchedulingPolicy, priority, target.ResetsScheduling, target.Nice)
            : Set(target, policy & ~ResetOnFork, priority, (policy & ResetOnFork) != 0, target.Nice);
    }

    private static ulong CpuWord(int word)
    {
        int bits = Host.CpuCount - word * BitsPerWord;
        return bits <= 0 ? 0 : bits >= BitsPerWord ? ulong.MaxValue : (1UL << bits) - 1;
    }
}
