namespace LiteBox.North;

/// <content>What /proc/PID keeps for others to read and write.</content>
public sealed partial class Process
{
    /// <summary>
    /// oom_score_adj (proc_pid_oom_score_adj(5)), -1000 to 1000: children inherit it. The host chooses whom it ends; the number
    /// is kept.
    /// </summary>
    public int OutOfMemoryScore { get; set; }

    /// <summary>coredump_filter (core(5)): which mappings a core file would have; children inherit it. There are no core files.</summary>
    public uint CoreFilter { get; set; } = 0x33;
}
