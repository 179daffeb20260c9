namespace LiteBox.North;

/// <summary>What a process has said of itself by prctl(2) and personality(2), kept to be told.</summary>
public sealed partial class Process
{
    /// <summary>PR_MCE_KILL_DEFAULT.</summary>
    public const int DefaultMachineCheckPolicy = 2;

    /// <summary>Its execution domain (personality(2)).</summary>
    public uint Personality { get; set; }

    /// <summary>Whether capabilities survive a change of user (PR_SET_KEEPCAPS).</summary>
    public bool KeepsCapabilities { get; set; }

    /// <summary>Whether it wants no huge pages (PR_SET_THP_DISABLE).</summary>
    public bool RefusesHugePages { get; set; }

    /// <summary>When broken memory kills it (PR_MCE_KILL).</summary>
    public int MachineCheckPolicy { get; set; } = DefaultMachineCheckPolicy;
}
