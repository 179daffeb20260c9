using System.Runtime.CompilerServices;

namespace LiteBox.North;

/// <content>The start of child processes (docs/ARCHITECTURE.md, "Processes").</content>
public sealed partial class Process
{
    private readonly WaitQueue _releases = new();
    private bool _holdsParent;

    /// <summary>
    /// Starts a child process with one thread that has the registers of <paramref name="parent"/>, with 0 as its result. EAGAIN,
    /// ENOMEM; ENOSYS where the host has no processes; ERESTARTNOINTR when a signal waits: one that was sent to all processes must not
    /// miss the child.
    /// <para>
    /// A child that shares the memory and holds its parent until it starts a program (vfork(2)) runs on the parent's own host
    /// thread meanwhile. In that case this does not return: the thread goes on as the child, and the parent's call
    /// ends when the child gives the host thread back.
    /// </para>
    /// </summary>
    public Errno StartProcess(Thread parent, in ProcessStart start, out Process? child)
    {
        child = null;
        if (!HostProcesses.Exist)
            return Errno.ENOSYS;
        if (parent.IsInterrupted)
            return Errno.ERESTARTNOINTR;
        if (!MayStartThread())
            return Errno.EAGAIN;
        bool sharesMemory = (start.Sharing & ProcessSharing.Memory) != 0;
        bool borrows = sharesMemory && start.HoldsParent;
        ref ThreadBlock block = ref parent.Block;
        if (!borrows)
            block = ref Host.CreateThreadBlock();
        if (Unsafe.IsNullRef(ref block))
            return Errno.EAGAIN;
        ulong threadPointer = start.ThreadPointer ?? Host.ReadFsBase(ref parent.Block);
        if (borrows)
            parent.Lend();
        Thread thread = Kernel.CreateProcess(this, ref block, start.Sharing);
        child = thread.Process;
        child.EndSignal = start.EndSignal;
        child._holdsParent = start.HoldsParent;
        if (start.ResetsSignals)
            child.ResetCaughtSignals();
        thread.InheritFrom(parent);
        if (!sharesMemory || start.HoldsParent)
            thread.AlternateStack = parent.AlternateStack;
        Errno error = AddPidFile(child, start.Addresses, out int pidFile);
        if (error == Errno.None && borrows)
            thread.TakeOver(parent, start, threadPointer, pidFile);
        if (error == Errno.None)
        {
            thread.CopyRegisters(parent, start.Stack, threadPointer);
            thread.ClearChildTid = start.Addresses.ClearAtEnd;
            thread.FirstStore = start.Addresses.StoreForChild;
            error = sharesMemory ? Host.StartThread(ref block) : HostProcesses.Start(ref block);
        }

        if (error == Errno.None)
        {
            if (Capability.Timers)
                child.WatchCpuLimit();
            start.Addresses.Store(child.Id, pidFile);
            return Errno.None;
        }

        if (pidFile >= 0)
            _ = CloseFile(pidFile);
        if (borrows)
            parent.TakeBack();
        child.Undo(thread);
        child = null;
        return error;
    }

    private Errno AddPidFile(Process child, in ThreadAddresses addresses, out int descriptor)
    {
        descriptor = -1;
        if (addresses.StorePidFd == 0)
            return Errno.None;
        Result added = AddFile(new PidFile(child, OpenFlags.ReadWrite), closeOnExec: true);
        if (!added.Failed)
            descriptor = (int)added.Value;
        return added.Error;
    }

    /// <summary>The caller of vfork(2) sleeps until the child has memory of its own or is gone; SIGKILL ends that too.</summary>
    public void HoldFor(Thread thread)
    {
        while (_holdsParent && !thread.MustEnd)
            thread.SleepUninterrupted(_releases);
    }

    /// <summary>The process has memory of its own, or none any more: who waits for that goes on.</summary>
    private void ReleaseHeldParent()
    {
        _holdsParent = false;
        _releases.Wake();
    }

    private bool MayStartThread() =>
        Kernel.ThreadCount < Kernel.MostThreads
        && (Credentials.IsPrivileged || (ulong)Kernel.CountThreadsOf(Credentials.RealUser) < Limits[North.Limits.Processes]);

    /// <summary>The host refused to start it.</summary>
    private void Undo(Thread thread)
    {
        Kernel.Forget(thread);
        ReleaseFiles();
        Memory.Release();
        Leave();
    }
}
