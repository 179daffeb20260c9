namespace LiteBox.North;

/// <summary>/proc.</summary>
public static class ProcTree
{
    /// <summary>Builds a new /proc.</summary>
    public static DirectoryInode Build()
    {
        FileSystem system = new(FileSystem.ProcMagic);
        return Capability.ProcessFiles
            ? new ProcRoot(system) { FillAtFirstUse = Fill }
            : new ProcFolder(system, null, default) { FillAtFirstUse = FillForLibraries };
    }

    private static void Fill(ProcFolder root)
    {
        FileSystem system = root.System;
        root.AddFiles("cpuinfo meminfo stat uptime loadavg version filesystems"u8, ProcKind.CpuInfo);
        root.Add("mounts"u8, new ProcLink(system, system.NewNumber(), ProcTarget.Mounts));
        root.Add("self"u8, new ProcLink(system, system.NewNumber(), ProcTarget.Self));
        root.Add("thread-self"u8, new ProcLink(system, system.NewNumber(), ProcTarget.ThreadSelf));
        ProcFolder sys = root.AddFolder("sys"u8);
        ProcFolder kernel = sys.AddFolder("kernel"u8, ConstantList.Kernel);
        kernel.AddFiles("osrelease ostype hostname pid_max ngroups_max cap_last_cap threads-max"u8, ProcKind.OsRelease);
        kernel.AddFolder("random"u8).AddFiles("uuid boot_id entropy_avail"u8, ProcKind.Uuid);
        sys.AddFolder("vm"u8, ConstantList.Memory).AddFiles("overcommit_memory max_map_count mmap_min_addr"u8, ProcKind.OvercommitMemory);
        sys.AddFolder("fs"u8, ConstantList.Files).AddFiles("file-max nr_open pipe-max-size"u8, ProcKind.FileMax);
        if (Capability.SystemFiles)
        {
            if (Capability.SystemVIpc)
                root.AddFolder("sysvipc"u8).AddFiles("shm sem msg"u8, ProcKind.SharedSegments);
            sys.AddFolder("net"u8, ConstantList.Network);
            root.Add("net"u8, new ProcLink(system, system.NewNumber(), ProcTarget.Network));
        }
    }

    /// <summary>What C libraries open for themselves: there is one process then, and nobody lists it.</summary>
    private static void FillForLibraries(ProcFolder root)
    {
        FileSystem system = root.System;
        root.AddFiles("meminfo stat"u8, ProcKind.MemoryInfo);
        ProcFolder self = root.AddFolder("self"u8);
        self.AddFiles("maps"u8, ProcKind.Maps);
        self.Add("exe"u8, new ProcLink(system, system.NewNumber(), ProcTarget.Executable));
        ProcFolder sys = root.AddFolder("sys"u8);
        sys.AddFolder("kernel"u8).AddFiles("ngroups_max"u8, ProcKind.GroupsMax);
        sys.AddFolder("vm"u8).AddFiles("overcommit_memory"u8, ProcKind.OvercommitMemory);
    }

    /// <summary>Whose the files of a process are: its effective user's, or root's when it may not be looked into (proc(5)).</summary>
    public static uint OwnerOf(int processId) =>
        Capability.ProcessFiles && Kernel.FindProcess(processId) is { Dumpable: true } process ? process.Credentials.User : 0;

    /// <summary>The process whose directory /proc/PID a file is; null for another file, and when there is none any more.</summary>
    public static Process? ProcessOf(OpenFile? file) =>
        file is DirectoryFile { Directory: ProcProcess { Parent: not ProcTasks } folder } ? Kernel.FindProcess(folder.ProcessId) : null;
}
