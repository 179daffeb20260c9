using System;
using System.Runtime.CompilerServices;

namespace LiteBox.North;

public sealed partial class Process
{
    private readonly WaitQueue _threadEnds = new();

    /// <summary>The status that the leader ended with, which is the process's when its other threads end later.</summary>
    internal int LeaderStatus { get; set; }

    /// <summary>Ends the sandbox: it lives as long as its first process. Called with the lock held; does not return.</summary>
    public void Exit(int status)
    {
        ReleaseFiles();
        BigLock.Exit();
        Host.Exit(status & 0xFF);
    }

    /// <summary>Ends the sandbox as a signal that nobody caught does. Called with the lock held; does not return.</summary>
    public void ExitBySignal(int signal)
    {
        ReleaseFiles();
        BigLock.Exit();
        Host.ExitBySignal(signal);
    }

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
        if ((ulong)Threads.Count >= Limits[North.Limits.Processes] || Kernel.ThreadCount >= Kernel.MostThreads)
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
        int index = child!.Block.Index;
        if (Host.StartThread(ref child.Block) == Errno.None)
            return Errno.None;
        Kernel.Forget(child, index);
        child = null;
        return Errno.EAGAIN;
    }

    /// <summary>Ends all threads but the calling one, which takes over as the leader. Gives up, false, when it must end itself.</summary>
    internal bool EndOtherThreads(Thread survivor)
    {
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
    /// reset. Past the point of no return an error ends the process. Gives false when the thread must end instead.
    /// </summary>
    public bool Execute(Thread thread, Loader loader)
    {
        if (!EndOtherThreads(thread))
            return false;
        if (Capability.Threads)
            RobustFutexes.Release(thread);
        thread.ReleaseChildTid();
        CloseFilesOnExec();
        ResetCaughtSignals();
        thread.AlternateStack = AlternateStack.None;
        if (Capability.Timers)
            PosixTimers.Clear();
        Dumpable = true;
        Barriers = 0;
        if (loader.Commit(thread) != Errno.None)
            ExitBySignal(Signal.SIGKILL);
        return true;
    }
}
