using System;
using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>A guest process. The part about files stands in Files/, the part about signals beside this.</summary>
public sealed partial class Process
{
    /// <summary>A process without threads: the first, or one that has what its parent has.</summary>
    internal Process(int id, Process? parent, ProcessSharing sharing)
    {
        Id = id;
        IsFirst = parent is null;
        if (!Capability.Processes || parent is null)
        {
            Group = id;
            Session = id;
            Memory = new Memory(this);
            Credentials = new Credentials();
            Limits = new Limits();
            _actions = new SignalAction[Signal.Max];
        }
        else
        {
            Group = parent.Group;
            Session = parent.Session;
            Memory = (sharing & ProcessSharing.Memory) != 0 ? parent.Memory.Share() : parent.Memory.Copy(this);
            Credentials = new Credentials(parent.Credentials);
            Limits = new Limits(parent.Limits);
            _actions = (sharing & ProcessSharing.SignalActions) != 0 ? parent._actions : parent._actions.AsSpan().ToArray();
            Executable = parent.Executable;
            CommandLine = parent.CommandLine;
            Layout = parent.Layout;
            OutOfMemoryScore = parent.OutOfMemoryScore;
            CoreFilter = parent.CoreFilter;
            Dumpable = parent.Dumpable;
            NoNewPrivileges = parent.NoNewPrivileges;
            Barriers = parent.Barriers;
            Process? family = (sharing & ProcessSharing.Parent) != 0 ? parent.Parent : parent;
            if (family is not null)
                Join(family);
        }

        InitializeFiles(parent, sharing);
    }

    /// <summary>Its number, as getpid(2) gives it.</summary>
    public int Id { get; }

    /// <summary>True for the process that the sandbox started with.</summary>
    public bool IsFirst { get; }

    /// <summary>Its process group.</summary>
    public int Group { get; set; }

    /// <summary>Its session.</summary>
    public int Session { get; set; }

    /// <summary>Its address space.</summary>
    public Memory Memory { get; private set; }

    /// <summary>Its threads; the leader first.</summary>
    public List<Thread> Threads { get; } = new();

    /// <summary>The thread that has its number; it may have ended.</summary>
    public Thread Leader { get; internal set; } = null!;

    /// <summary>Users and groups.</summary>
    public Credentials Credentials { get; }

    /// <summary>Resource limits.</summary>
    public Limits Limits { get; }

    /// <summary>The program that it runs, for /proc/self/exe; null before the first.</summary>
    public MapSource? Executable { get; internal set; }

    /// <summary>The arguments of the last execve, each zero-terminated, for other processes that read /proc.</summary>
    public byte[] CommandLine { get; internal set; } = [];

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
    partial void InitializeFiles(Process? parent, ProcessSharing sharing);

    /// <summary>Gives the process a table of descriptors of its own.</summary>
    partial void UnshareFiles();

    /// <summary>Closes the descriptors that are marked close-on-exec.</summary>
    partial void CloseFilesOnExec();

    /// <summary>Closes all descriptors.</summary>
    partial void ReleaseFiles();
}
