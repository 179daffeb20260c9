using System.Collections.Generic;

namespace LiteBox.North;

/// <content>Parents and children, and how a process leaves them.</content>
public sealed partial class Process
{
    private readonly List<Process> _children = new();

    /// <summary>Its parent; null: an init that is not there, which reaps at once.</summary>
    public Process? Parent { get; private set; }

    /// <summary>Its parent's number. Read without the lock.</summary>
    public int ParentId { get; private set; } = Kernel.InitId;

    /// <summary>The signal that its end sends to its parent; 0: none.</summary>
    public int EndSignal { get; private set; } = Signal.SIGCHLD;

    /// <summary>prctl PR_SET_PDEATHSIG: the signal that it gets when its parent ends; 0: none.</summary>
    public int ParentDeathSignal { get; set; }

    /// <summary>prctl PR_SET_CHILD_SUBREAPER: orphans among its descendants become its children.</summary>
    public bool IsSubreaper { get; set; }

    /// <summary>True once it has started a program by itself: its parent may no longer move it to another group.</summary>
    public bool HasExecuted { get; private set; }

    /// <summary>True when it has ended and its parent has not yet looked.</summary>
    public bool IsZombie { get; private set; }

    /// <summary>True for a zombie whose end nobody has been told yet, since its host process is only about to end.</summary>
    internal bool IsLeaving { get; set; }

    /// <summary>True for a zombie whose end everybody may know.</summary>
    internal bool IsReported => IsZombie && !IsLeaving;

    /// <summary>How it ended, as <see cref="WaitStatus"/> encodes it.</summary>
    public int EndStatus { get; private set; }

    /// <summary>Nanoseconds of CPU time of its children that were waited for, and of theirs.</summary>
    public long ChildrenCpuTime { get; private set; }

    /// <summary>Most memory that a child had that was waited for.</summary>
    public ulong ChildrenPeakBytes { get; private set; }

    /// <summary>Nanoseconds of CPU time that it had used at its end.</summary>
    public long OwnCpuTime { get; private set; }

    /// <summary>Woken when it has ended.</summary>
    public WaitQueue Ended { get; } = new();

    private void Join(Process parent)
    {
        Parent = parent;
        ParentId = parent.Id;
        parent._children.Add(this);
    }

    /// <summary>
    /// The last thread is gone: the process becomes a zombie, or nothing when nobody wants to know of its end. Never
    /// touches guest memory, which may be gone as well. <see cref="ReportEnd"/> is for the caller to call.
    /// </summary>
    internal void Finish(int status, long cpuTime)
    {
        OwnCpuTime = cpuTime;
        EndStatus = status;
        if (Capability.Timers)
            StopTimers();
        if (Capability.SystemVIpc)
            UndoSemaphores();
        ReleaseFiles();
        Memory.Release();
        if (IsFirst)
        {
            Memory.FirstStatus = status;
            HostEvents.StopWatching();
        }

        IsStopped = false;
        IsZombie = true;
        LeaveChildren();
        if (Parent is { } parent && parent.Group != Group && parent.Session == Session)
            ProcessGroups.ReleaseOrphans(Group, this);
        ReleaseHeldParent();
    }

    /// <summary>Everybody learns that the process has ended.</summary>
    internal void ReportEnd()
    {
        IsLeaving = false;
        Ended.Wake();
        if (Parent is { } parent)
            parent.OnChildEnd(this);
        else
            Leave();
    }

    private void OnChildEnd(Process child)
    {
        bool reaps = false;
        if (child.EndSignal == Signal.SIGCHLD)
        {
            ref SignalAction action = ref ActionOf(Signal.SIGCHLD);
            bool ignores = action.Handler == SignalAction.Ignore;
            reaps = ignores || (action.Flags & SignalFlags.NoChildWait) != 0;
            if (!ignores)
                _ = Post(child.InfoOf(child.EndStatus, Signal.SIGCHLD));
        }
        else if (child.EndSignal != 0)
        {
            _ = Post(child.InfoOf(child.EndStatus, child.EndSignal));
        }

        if (reaps)
            child.Leave();
        _childEvents.Wake();
    }

    /// <summary>Its children get a new parent: the nearest subreaper, or init.</summary>
    private void LeaveChildren()
    {
        if (_children.Count == 0)
            return;
        Process? heir = Parent;
        while (heir is not null && !(heir.IsSubreaper && !heir.IsZombie))
            heir = heir.Parent;
        for (int i = 0; i < _children.Count; i++)
        {
            Process child = _children[i];
            child.Parent = null;
            child.ParentId = Kernel.InitId;
            child.EndSignal = Signal.SIGCHLD;
            if (heir is not null)
                child.Join(heir);
            if (child.ParentDeathSignal != 0)
                _ = child.Post(SignalInfo.FromUser(child.ParentDeathSignal, SignalInfo.SI_USER, this));
        }

        List<Process> orphans = new(_children.Count);
        for (int i = 0; i < _children.Count; i++)
            orphans.Add(_children[i]);
        _children.Clear();
        for (int i = 0; i < orphans.Count; i++)
        {
            Process orphan = orphans[i];
            if (orphan.Group != Group && orphan.Session == Session)
                ProcessGroups.ReleaseOrphans(orphan.Group, this);
            if (orphan.IsZombie)
                orphan.ReportEnd();
        }
    }

    /// <summary>Its number is free again.</summary>
    private void Leave()
    {
        Parent?._children.Remove(this);
        Parent = null;
        Kernel.ForgetProcess(this);
    }
}
