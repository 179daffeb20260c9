using System;
using System.Runtime.CompilerServices;

namespace LiteBox.North;

public sealed partial class Process
{
    private readonly WaitQueue _threadEnds = new();
    private int _endStatus = -1;

    /// <summary>The status that the leader ended with, which is the process's when its other threads end later.</summary>
    internal int LeaderStatus { get; set; }

    /// <summary>Ends the process. Called with the lock held by one of its threads; does not return.</summary>
    public void Exit(Thread thread, int status) => End(thread, WaitStatus.Exited(status));

    /// <summary>Ends the process as a signal that nobody caught does. Called as above; does not return.</summary>
    public void ExitBySignal(Thread thread, int signal) => End(thread, WaitStatus.Killed(signal));

    private void End(Thread thread, int status)
    {
        // Another has ended the process before, or becomes a program without it (execve(2)).
        if (thread.MustEnd)
            thread.End(0);

        // Who is first says how it ends.
        if (_endStatus < 0)
            _endStatus = status;
        if (!Capability.Processes || !Kernel.HasOtherProcesses(this))
            EndSandbox(thread);
        for (int i = 0; i < Threads.Count; i++)
        {
            if (Threads[i] != thread)
                Threads[i].RequestEnd();
        }

        thread.End(WaitStatus.ExitOf(_endStatus));
    }

    /// <summary>Ends the sandbox with its only process. Called with the lock held; does not return.</summary>
    internal void EndSandbox(Thread last)
    {
        int status = Capability.Processes && Memory.FirstStatus >= 0 ? Memory.FirstStatus : FinalStatus;
        ReleaseFiles();
        ref ThreadBlock block = ref last.Block;
        BigLock.Exit();
        bool bySignal = WaitStatus.SignalOf(status) != 0;

        // The host's first process may still be on its way out, with the status that the starter of the sandbox waits for: it is left to that.
        if (Capability.Processes && !IsFirst && Memory.FirstStatus < 0)
            HostProcesses.End(ref block, bySignal ? WaitStatus.SignalOf(status) : WaitStatus.ExitOf(status), bySignal);
        if (bySignal)
            Host.ExitBySignal(WaitStatus.SignalOf(status));
        Host.Exit(WaitStatus.ExitOf(status));
    }

    /// <summary>
    /// Ends the process with the last of its threads, which is out of the kernel's tables. Called with the lock held; does
    /// not return when the thread's host process ends too.
    /// </summary>
    internal void FinishBy(Thread last)
    {
        Finish(FinalStatus, Host.CpuTime(thread: false));
        bool leaves = !last.HasLender && !Memory.IsInUse;
        if (!leaves || !HostEvents.TryDeferEnd(this))
            ReportEnd();
        if (!leaves)
            return;

        // Whoever started the sandbox is told how its first process ended.
        int status = int.Max(Memory.FirstStatus, 0);
        ref ThreadBlock block = ref last.Block;
        if (HostProcesses.HearsOfEnds(ref block))
            HostEvents.ReportLeaving();
        BigLock.Exit();
        bool bySignal = WaitStatus.SignalOf(status) != 0;
        HostProcesses.End(ref block, bySignal ? WaitStatus.SignalOf(status) : WaitStatus.ExitOf(status), bySignal);
    }

    private int FinalStatus => _endStatus >= 0 ? _endStatus : WaitStatus.Exited(LeaderStatus);

    /// <summary>
    /// Starts a thread with the registers of <paramref name="parent"/>, returning 0 in it. EAGAIN when the host or RLIMIT_NPROC
    /// has no room.
    /// </summary>
    /// <param name="parent">The calling thread.</param>
    /// <param name="stack">Its stack pointer; 0: the parent's.</param>
    /// <param name="threadPointer">Its FS base; null: the parent's.</param>
    /// <param name="prepare">What the caller stores in guest memory before the thread runs.</param>
    /// <param name="child">The new thread.</param>
    public Errno StartThread(Thread parent, ulong stack, ulong? threadPointer, in ThreadAddresses prepare, out Thread? child)
    {
        Errno error = CreateThread(parent, out child);
        if (error != Errno.None)
            return error;
        child!.CopyRegisters(parent, stack, threadPointer ?? Host.ReadFsBase(ref parent.Block));
        child.ClearChildTid = prepare.ClearAtEnd;

        // The tid must stand there before either thread can look.
        if (prepare.StoreForParent != 0)
            _ = Guest.Write(prepare.StoreForParent, child.Id);
        if (prepare.StoreForChild != 0)
            _ = Guest.Write(prepare.StoreForChild, child.Id);
        return Run(ref child);
    }

    /// <summary>
    /// Starts a thread of a program that is part of the library OS. Of the registers only RIP is set: to the function that
    /// the top layer, or a South on ordinary .NET, is to run. EAGAIN as above.
    /// </summary>
    public Errno StartThread(Thread parent, ulong function, out Thread? child)
    {
        Errno error = CreateThread(parent, out child);
        if (error != Errno.None)
            return error;
        child!.Block.Registers.Rip = function;
        return Run(ref child);
    }

    private Errno CreateThread(Thread parent, out Thread? child)
    {
        child = null;

        // One more thread of a process whose threads have been told to end would not know of it.
        if (parent.MustEnd || !MayStartThread())
            return Errno.EAGAIN;
        ref ThreadBlock block = ref Host.CreateThreadBlock();
        if (Unsafe.IsNullRef(ref block))
            return Errno.EAGAIN;
        child = Kernel.CreateThread(this, ref block);
        child.InheritFrom(parent);
        return Errno.None;
    }

    private static Errno Run(ref Thread? child)
    {
        if (Host.StartThread(ref child!.Block) == Errno.None)
            return Errno.None;
        Kernel.Forget(child);
        child = null;
        return Errno.EAGAIN;
    }

    /// <summary>Ends all threads but the calling one, which takes over as the leader. Gives up, false, when it must end itself.</summary>
    internal bool EndOtherThreads(Thread survivor)
    {
        if (survivor.MustEnd)
            return false;
        for (int i = 0; i < Threads.Count; i++)
        {
            if (Threads[i] != survivor)
                Threads[i].RequestEnd();
        }

        while (Threads.Count > 1 && !survivor.MustEnd)
            survivor.SleepUninterrupted(_threadEnds);
        if (survivor.MustEnd)
            return false;
        Kernel.MakeLeader(survivor);
        return true;
    }

    internal void ThreadEnded() => _threadEnds.Wake();

    /// <summary>
    /// execve(2) after its preparation: other threads end, the program replaces the memory, and what does not survive is
    /// reset. Past the point of no return an error ends the process. ERESTARTNOINTR when the thread must end instead; EAGAIN and
    /// ENOMEM when memory of its own is needed and the host has no process to put it into.
    /// </summary>
    public Errno Execute(Thread thread, Loader loader)
    {
        if (!EndOtherThreads(thread))
            return Errno.ERESTARTNOINTR;
        if (Capability.Processes && Memory.IsShared)
            return ExecuteApart(thread, loader);
        Become(thread, loader);
        return Errno.None;
    }

    /// <summary>
    /// The memory stays with those who share it: the process goes on in a new host process, whose copy of the memory the program
    /// replaces. Returns only on failure.
    /// </summary>
    private Errno ExecuteApart(Thread thread, Loader loader)
    {
        ref ThreadBlock old = ref thread.Block;
        ref ThreadBlock block = ref Host.CreateThreadBlock();
        if (Unsafe.IsNullRef(ref block))
            return Errno.EAGAIN;
        thread.MoveTo(ref block);
        Errno error = HostProcesses.Start(ref block);
        if (error != Errno.None)
        {
            thread.MoveTo(ref old);
            return error;
        }

        thread.FirstProgram = loader;
        ReleaseWords(thread);
        Memory.Release();
        Memory = new Memory(this) { IsForeign = true };
        ReleaseHeldParent();
        if (thread.HasLender)
            thread.GiveBack();
        BigLock.Exit();
        Host.ExitThread(ref old);
        return Errno.None;
    }

    /// <summary>Execve's point of no return: the process becomes the program.</summary>
    internal void Become(Thread thread, Loader loader)
    {
        ReleaseWords(thread);
        UnshareFiles();
        CloseFilesOnExec();
        ResetCaughtSignals();
        thread.AlternateStack = AlternateStack.None;
        if (Capability.Timers)
            PosixTimers.Clear();
        Dumpable = true;
        Barriers = 0;
        HasExecuted = true;
        EndSignal = Signal.SIGCHLD;
        ParentDeathSignal = 0;
        if (Capability.Processes)
            ReleaseHeldParent();
        if (loader.Commit(thread) != Errno.None)
            ExitBySignal(thread, Signal.SIGKILL);

        // After a vfork the time began to count with the host process that the program got.
        if (Capability.Timers)
            WatchCpuLimit();
    }

    private static void ReleaseWords(Thread thread)
    {
        if (Capability.Threads)
            RobustFutexes.Release(thread);
        thread.ReleaseChildTid();
    }
}
