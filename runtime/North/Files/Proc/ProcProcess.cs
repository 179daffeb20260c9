using System;

namespace LiteBox.North;

/// <summary>/proc/PID, or /proc/PID/task/TID.</summary>
internal sealed class ProcProcess : ProcFolder
{
    public ProcProcess(FileSystem system, DirectoryInode parent, ReadOnlySpan<byte> name, int processId, int id, bool isTask)
        : base(system, parent, name, NumberOf(id, isTask ? 1u : 0, 0))
    {
        ProcessId = processId;
        Id = id;
        AddFiles("cmdline environ comm auxv maps stat statm status limits mounts mountinfo cgroup oom_score_adj coredump_filter"u8, ProcKind.CommandLine);
        AddLink("cwd"u8, ProcTarget.WorkingDirectory);
        AddLink("exe"u8, ProcTarget.Executable);
        AddLink("root"u8, ProcTarget.Root);
        Add("fd"u8, new ProcDescriptors(system, this, "fd"u8, processId, NumberOf(id, Slot(isTask), 60), links: true));
        Add("fdinfo"u8, new ProcDescriptors(system, this, "fdinfo"u8, processId, NumberOf(id, Slot(isTask), 61), links: false));
        if (!isTask)
            Add("task"u8, new ProcTasks(system, this, processId, NumberOf(id, 0, 62)));
    }

    public int ProcessId { get; }

    public override uint User => ProcTree.OwnerOf(ProcessId);

    /// <summary>The number in its name: that of the process or of one of its threads.</summary>
    public int Id { get; }

    /// <summary>st_ino of a file: what the process or thread and the place in its directory make.</summary>
    public static ulong NumberOf(int id, uint group, uint place) => 1ul << 40 | (ulong)(uint)id << 8 | group << 7 | place;

    private static uint Slot(bool isTask) => isTask ? 1u : 0;

    protected override void Fill()
    {
        AddFiles("smaps smaps_rollup"u8, ProcKind.MapsInDetail);
        if (Capability.Sockets)
            AddFolder("net"u8).AddFiles("unix"u8, ProcKind.UnixSockets);
        AddConstants(ProcConstants.Of(ConstantList.Process));
    }

    protected override Inode NewFile(ProcKind kind)
    {
        uint mode = kind switch
        {
            ProcKind.AuxiliaryVector or ProcKind.Environment => 0x100,
            ProcKind.Name or ProcKind.OutOfMemoryScore or ProcKind.CoreFilter => 0x1A4,
            _ => 0x124,
        };
        return new ProcFile(System, Number + 1 + (uint)EntryCount, kind, ProcessId, Id, mode);
    }

    private void AddLink(ReadOnlySpan<byte> name, ProcTarget target) =>
        Add(name, new ProcLink(System, Number + 1 + (uint)EntryCount, target, ProcessId));
}
