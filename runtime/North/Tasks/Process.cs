using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>A guest process. The part about files stands in Files/, the part about signals beside this.</summary>
public sealed partial class Process
{
    /// <summary>A process without threads.</summary>
    internal Process(int id, Process? parent)
    {
        Id = id;
        Group = parent?.Group ?? id;
        Session = parent?.Session ?? id;
        ParentId = parent?.Id ?? Kernel.InitId;
        Memory = new Memory(this);
        InitializeFiles(parent);
    }

    /// <summary>Its number, as getpid(2) gives it.</summary>
    public int Id { get; }

    /// <summary>Its parent's number.</summary>
    public int ParentId { get; }

    /// <summary>Its process group.</summary>
    public int Group { get; set; }

    /// <summary>Its session.</summary>
    public int Session { get; set; }

    /// <summary>Its address space.</summary>
    public Memory Memory { get; private set; }

    /// <summary>Its threads; the leader first.</summary>
    public List<Thread> Threads { get; } = new();

    /// <summary>Users and groups.</summary>
    public Credentials Credentials { get; } = new();

    /// <summary>Resource limits.</summary>
    public Limits Limits { get; } = new();

    /// <summary>The program that it runs, for /proc/self/exe; null before the first.</summary>
    public MapSource? Executable { get; internal set; }

    /// <summary>What the last execve put at the top of the stack, for /proc/self: addresses of arguments, environment, auxiliary vector.</summary>
    public ProgramLayout Layout { get; internal set; }

    /// <summary>CLOCK_MONOTONIC when it started.</summary>
    public long StartTime { get; } = Clock.Monotonic;

    /// <summary>prctl PR_SET_DUMPABLE.</summary>
    public bool Dumpable { get; set; } = true;

    /// <summary>prctl PR_SET_NO_NEW_PRIVS.</summary>
    public bool NoNewPrivileges { get; set; }

    /// <summary>The barriers of membarrier(2) that it has registered for, as its MEMBARRIER_CMD_REGISTER_ bits. An execve forgets them.</summary>
    public int Barriers { get; set; }

    /// <summary>Sets up descriptors, directories and the rest that the file system keeps for a process.</summary>
    partial void InitializeFiles(Process? parent);

    /// <summary>Closes the descriptors that are marked close-on-exec.</summary>
    partial void CloseFilesOnExec();

    /// <summary>Closes all descriptors.</summary>
    partial void ReleaseFiles();
}
