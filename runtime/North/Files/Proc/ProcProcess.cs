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
        AddFile("auxv"u8, ProcKind.AuxiliaryVector, 0x100);
        AddFile("cgroup"u8, ProcKind.ControlGroup);
        AddFile("cmdline"u8, ProcKind.CommandLine);
        AddFile("comm"u8, ProcKind.Name, 0x1A4);
        AddFile("environ"u8, ProcKind.Environment, 0x100);
        AddFile("limits"u8, ProcKind.Limits);
        AddFile("maps"u8, ProcKind.Maps);
        AddFile("mountinfo"u8, ProcKind.MountInfo);
        AddFile("mounts"u8, ProcKind.Mounts);
        AddFile("oom_score_adj"u8, ProcKind.OutOfMemoryScore, 0x1A4);
        AddFile("stat"u8, ProcKind.ProcessStat);
        AddFile("statm"u8, ProcKind.ProcessStatm);
        AddFile("status"u8, ProcKind.Status);
        AddLink("cwd"u8, ProcTarget.WorkingDirectory);
        AddLink("exe"u8, ProcTarget.Executable);
        AddLink("root"u8, ProcTarget.Root);
        Add("fd"u8, new ProcDescriptors(system, this, "fd"u8, processId, NumberOf(id, Slot(isTask), 60), links: true));
        Add("fdinfo"u8, new ProcDescriptors(system, this, "fdinfo"u8, processId, NumberOf(id, Slot(isTask), 61), links: false));
        if (!isTask)
            Add("task"u8, new ProcTasks(system, this, processId, NumberOf(id, 0, 62)));
    }

    public int ProcessId { get; }

    /// <summary>The number in its name: that of the process or of one of its threads.</summary>
    public int Id { get; }

    /// <summary>st_ino of a file: what the process or thread and the place in its directory make.</summary>
    public static ulong NumberOf(int id, uint group, uint place) => 1ul << 40 | (ulong)(uint)id << 8 | group << 7 | place;

    private static uint Slot(bool isTask) => isTask ? 1u : 0;

    private void AddFile(ReadOnlySpan<byte> name, ProcKind kind, uint mode = 0x124) =>
        Add(name, new ProcFile(System, Number + 1 + (uint)EntryCount, kind, ProcessId, Id, mode));

    private void AddLink(ReadOnlySpan<byte> name, ProcTarget target) =>
        Add(name, new ProcLink(System, Number + 1 + (uint)EntryCount, target, ProcessId));
}
