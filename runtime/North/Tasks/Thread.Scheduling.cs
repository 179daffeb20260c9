namespace LiteBox.North;

public sealed unsafe partial class Thread
{
    /// <summary>What it asked for with sched_setscheduler(2): SCHED_OTHER, SCHED_BATCH or SCHED_IDLE. The host schedules.</summary>
    public int SchedulingPolicy { get; set; }

    /// <summary>SCHED_RESET_ON_FORK: threads that it makes have the normal policy.</summary>
    public bool ResetsScheduling { get; set; }

    /// <summary>Nice value, 0 to 19.</summary>
    public int Nice { get; set; }

    /// <summary>The CPUs that it asked to run on (sched_setaffinity(2)), 64 in a word; null: all.</summary>
    public ulong[]? Affinity { get; set; }

    /// <summary>Class and level as ioprio_set(2) has them.</summary>
    public int IoPriority { get; set; }

    /// <summary>Memory policy, as get_mempolicy(2) gives it: there is one node.</summary>
    public int MemoryPolicy { get; set; }

    /// <summary>Nanoseconds by which its timers may be late (PR_SET_TIMERSLACK).</summary>
    public ulong TimerSlack { get; set; } = DefaultTimerSlack;

    /// <summary>The slack that threads begin with.</summary>
    public const ulong DefaultTimerSlack = 50_000;

    private void InheritScheduling(Thread parent)
    {
        MemoryPolicy = parent.MemoryPolicy;
        TimerSlack = parent.TimerSlack;
        SchedulingPolicy = parent.ResetsScheduling ? 0 : parent.SchedulingPolicy;
        Nice = parent.Nice;
        Affinity = parent.Affinity;
        IoPriority = parent.IoPriority;
    }
}
