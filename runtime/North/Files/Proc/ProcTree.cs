namespace LiteBox.North;

/// <summary>/proc.</summary>
internal static class ProcTree
{
    /// <summary>Builds a new /proc.</summary>
    public static DirectoryInode Build()
    {
        FileSystem system = new(FileSystem.ProcMagic);
        ProcRoot root = new(system);
        root.Add("cpuinfo"u8, ProcKind.CpuInfo);
        root.Add("filesystems"u8, ProcKind.FileSystems);
        root.Add("loadavg"u8, ProcKind.Load);
        root.Add("meminfo"u8, ProcKind.MemoryInfo);
        root.Add("stat"u8, ProcKind.Stat);
        root.Add("uptime"u8, ProcKind.Uptime);
        root.Add("version"u8, ProcKind.Version);
        root.Add("mounts"u8, new ProcLink(system, system.NewNumber(), ProcTarget.Mounts));
        root.Add("self"u8, new ProcLink(system, system.NewNumber(), ProcTarget.Self));
        root.Add("thread-self"u8, new ProcLink(system, system.NewNumber(), ProcTarget.ThreadSelf));
        ProcFolder sys = root.AddFolder("sys"u8);
        ProcFolder kernel = sys.AddFolder("kernel"u8);
        kernel.Add("osrelease"u8, ProcKind.OsRelease);
        kernel.Add("ostype"u8, ProcKind.OsType);
        kernel.Add("hostname"u8, ProcKind.HostName);
        kernel.Add("pid_max"u8, ProcKind.PidMax);
        kernel.Add("ngroups_max"u8, ProcKind.GroupsMax);
        kernel.Add("cap_last_cap"u8, ProcKind.LastCapability);
        kernel.Add("threads-max"u8, ProcKind.ThreadsMax);
        ProcFolder random = kernel.AddFolder("random"u8);
        random.Add("uuid"u8, ProcKind.Uuid);
        random.Add("boot_id"u8, ProcKind.BootId);
        random.Add("entropy_avail"u8, ProcKind.EntropyAvailable);
        ProcFolder memory = sys.AddFolder("vm"u8);
        memory.Add("overcommit_memory"u8, ProcKind.OvercommitMemory);
        memory.Add("max_map_count"u8, ProcKind.MaxMapCount);
        memory.Add("mmap_min_addr"u8, ProcKind.MinMapAddress);
        ProcFolder files = sys.AddFolder("fs"u8);
        files.Add("file-max"u8, ProcKind.FileMax);
        files.Add("nr_open"u8, ProcKind.OpenMax);
        files.Add("pipe-max-size"u8, ProcKind.PipeMax);
        return root;
    }
}
