namespace LiteBox.North;

/// <summary>
/// The files of /proc whose text is made when they are opened (proc(5)). Those of one directory stand together, in the order
/// in which it names them.
/// </summary>
internal enum ProcKind
{
    // Of a process.
    CommandLine, Environment, Name, AuxiliaryVector, Maps, ProcessStat, ProcessStatm, Status, Limits, Mounts, MountInfo,
    ControlGroup, OutOfMemoryScore, CoreFilter,
    DescriptorInfo,
    MapsInDetail, MapsTogether,

    // Of the machine.
    CpuInfo, MemoryInfo, Stat, Uptime, Load, Version, FileSystems,

    // In sysvipc.
    SharedSegments, SemaphoreSets, MessageQueues,

    // In sys/kernel, sys/kernel/random, sys/vm and sys/fs.
    OsRelease, OsType, HostName, PidMax, GroupsMax, LastCapability, ThreadsMax,
    Uuid, BootId, EntropyAvailable,
    OvercommitMemory, MaxMapCount, MinMapAddress,
    FileMax, OpenMax, PipeMax,

    // Of a process's net.
    UnixSockets,

    // Of /sys.
    CpuRange,
    NodeMask, NodeMemory,
    CacheLevel, CacheType, CacheSize, CacheLine, CacheSets, CacheWays, CacheSharedBy, CacheSharedMask,
    CoreId, PackageId, CoreMask, CoreList, PackageMask, PackageList,
    GroupMemory, GroupProcesses, GroupProcessCount, GroupStatistics,
}
