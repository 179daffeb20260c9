namespace LiteBox.North;

/// <summary>/sys: as much as tells programs how many CPUs there are.</summary>
internal static class SysTree
{
    /// <summary>Builds a new /sys.</summary>
    public static DirectoryInode Build()
    {
        ProcFolder root = new(new FileSystem(FileSystem.SysfsMagic), null, default);
        root.AddFolder("fs"u8).AddFolder("cgroup"u8);
        ProcFolder cpu = root.AddFolder("devices"u8).AddFolder("system"u8).AddFolder("cpu"u8);
        for (int i = 0; i < Host.CpuCount; i++)
        {
            ByteBuilder name = new(8);
            name.Append("cpu"u8);
            name.AppendDecimal((uint)i);
            cpu.AddFolder(name.Text);
        }

        cpu.AddFiles("online"u8, ProcKind.CpuRange);
        cpu.AddFiles("possible"u8, ProcKind.CpuRange);
        cpu.AddFiles("present"u8, ProcKind.CpuRange);
        return root;
    }
}
