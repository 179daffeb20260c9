namespace LiteBox.North;

/// <summary>The lists of <see cref="ProcConstants"/>.</summary>
internal enum ConstantList
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>/proc/sys/kernel.</summary>
    Kernel,

    /// <summary>/proc/sys/vm.</summary>
    Memory,

    /// <summary>/proc/sys/fs.</summary>
    Files,

    /// <summary>/proc/sys/net.</summary>
    Network,

    /// <summary>/proc itself.</summary>
    Machine,

    /// <summary>/proc/PID.</summary>
    Process,

    /// <summary>/sys.</summary>
    Devices,

    /// <summary>/sys/fs/cgroup.</summary>
    ControlGroup,
}
