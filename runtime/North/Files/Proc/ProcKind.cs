namespace LiteBox.North;

/// <summary>The files of /proc whose text is made when they are opened (proc(5)).</summary>
internal enum ProcKind
{
    // Of a process.
    CommandLine, Environment, Name, AuxiliaryVector, Maps, ProcessStat, ProcessStatm, Status, Limits, Mounts, MountInfo,
    ControlGroup, OutOfMemoryScore, DescriptorInfo,

    // Of the machine.
    CpuInfo, MemoryInfo, Stat, Uptime, Load, Version, FileSystems,
    OsRelease, OsType, HostName, PidMax, Uuid, BootId, EntropyAvailable, GroupsMax, LastCapability, ThreadsMax,
    OvercommitMemory, MaxMapCount, MinMapAddress, FileMax, OpenMax, PipeMax,

    // Of /sys.
    CpuRange,
}
