namespace LiteBox.North;

/// <summary>/sys: what tells programs which CPUs, how much memory and which limits there are.</summary>
internal static class SysTree
{
    /// <summary>Builds /sys, on which nothing is mounted yet.</summary>
    public static ProcFolder Build() =>
        new(new FileSystem(FileSystem.SysfsMagic), null, default) { Constants = ConstantList.Devices, FillAtFirstUse = Fill };

    private static void Fill(ProcFolder root)
    {
        ProcFolder? groups = Capability.ProcessFiles ? root.AddFolder("fs"u8).AddFolder("cgroup"u8) : null;
        ProcFolder system = root.AddFolder("devices"u8).AddFolder("system"u8);
        ProcFolder cpus = system.AddFolder("cpu"u8);
        for (int i = 0; Capability.ProcessFiles && i < Host.CpuCount; i++)
        {
            ByteBuilder name = new(8);
            name.Append("cpu"u8);
            name.AppendDecimal((uint)i);
            cpus.Add(name.Text, new SysCpu(root.System, cpus, name.Text, i));
        }

        if (Capability.SystemFiles)
            system.AddFolder("node"u8).AddFolder("node0"u8).AddFiles("cpulist cpumap meminfo"u8, ProcKind.CpuRange);
        cpus.AddFiles("online"u8, ProcKind.CpuRange);
        cpus.AddFiles("possible"u8, ProcKind.CpuRange);
        if (Capability.ProcessFiles)
            cpus.AddFiles("present"u8, ProcKind.CpuRange);
        if (Capability.SystemFiles)
        {
            ProcFolder group = new(new FileSystem(FileSystem.ControlGroupMagic), null, default) { Constants = ConstantList.ControlGroup };
            group.AddFiles("memory.current cgroup.procs pids.current memory.stat"u8, ProcKind.GroupMemory);
            group.AddFiles("cpuset.cpus.effective"u8, ProcKind.CpuRange);
            RootTree.Mount(groups!, group);
        }
    }
}
