using System.Threading;

namespace LiteBox.North;

/// <summary>
/// What the host does to the sandbox's processes, and what has to be done in a certain one of them. A thread looks when it
/// wakes and before it runs guest code.
/// </summary>
public static class HostEvents
{
    // How soon the end of a process is seen that the host ended, when nobody tells or it could not be seen when somebody told.
    private const long Interval = Clock.Second;

    private static bool s_isUnwatched;
    private static bool s_looksAgain;
    private static bool s_wantsService;
    private static int s_leavingCount;

    /// <summary>Forgets an earlier run.</summary>
    internal static void Reset()
    {
        s_isUnwatched = false;
        s_looksAgain = false;
        s_wantsService = false;
        s_leavingCount = 0;
    }

    /// <summary>Looks whether something has happened, on behalf of this thread. Called with the lock held.</summary>
    public static void Look(Thread thread)
    {
        if (Capability.Processes)
            LookAtProcesses(thread.Process);
        if (Capability.SignalHandlers || Capability.SignalFiles)
            PassSignals(thread);
    }

    private static void LookAtProcesses(Process process)
    {
        if (HostProcesses.TakeEnded() || s_isUnwatched || s_looksAgain)
        {
            ReportLeaving();
            FindVanished();
        }

        if (s_wantsService && !process.IsZombie && process.Threads.Count != 0)
            s_wantsService = !TimerQueue.EnsureService(process);
    }

    /// <summary>What was sent to the thread's process from outside the sandbox reaches the guest like a signal of a process that it cannot see.</summary>
    private static void PassSignals(Thread thread)
    {
        if (Volatile.Read(ref thread.Block.HostSignals) == 0)
            return;
        int signals = Interlocked.Exchange(ref thread.Block.HostSignals, 0);
        for (int signal = 1; signal < Signal.SIGSYS; signal++)
        {
            if ((signals >> signal & 1) != 0)
                thread.Process.Post(new SignalInfo { Number = signal, Code = SignalInfo.SI_USER });
        }
    }

    /// <summary>
    /// Leaves the report of a process's end to the host's word that nothing is left of its host process, if its parent hears that.
    /// So a parent goes on when it does natively, and not beside the host that still takes the child apart.
    /// </summary>
    internal static bool TryDeferEnd(Process process)
    {
        if (s_isUnwatched || process.Parent is not { } parent || parent.Threads.Count == 0 || !HostProcesses.HearsOfEnds(ref parent.Threads[0].Block))
            return false;
        process.IsLeaving = true;
        s_leavingCount++;
        return true;
    }

    /// <summary>Reports the ends that were deferred: of all, since the host does not say which process it speaks of.</summary>
    internal static void ReportLeaving()
    {
        for (int i = Kernel.ProcessCount - 1; i >= 0 && s_leavingCount != 0; i--)
        {
            // A report can free numbers.
            if (i < Kernel.ProcessCount && Kernel.ProcessAt(i) is { IsLeaving: true } process)
                process.ReportEnd();
        }

        s_leavingCount = 0;
    }

    /// <summary>The first process is gone, and with it the host's word that others have ended.</summary>
    internal static void StopWatching() => s_isUnwatched = true;

    /// <summary>When a sleeper has to wake: not later than it has to look.</summary>
    internal static long Shorten(long deadline)
    {
        if (!s_isUnwatched && !s_looksAgain)
            return deadline;
        long look = Clock.DeadlineAfter(Interval);
        return deadline < look ? deadline : look;
    }

    /// <summary>Another process than this one shall start the thread that serves the timers.</summary>
    internal static void AskForService(Process except)
    {
        for (int i = 0; i < Kernel.ProcessCount; i++)
        {
            Process process = Kernel.ProcessAt(i);
            if (process == except || process.IsZombie || process.Threads.Count == 0)
                continue;
            s_wantsService = true;
            process.Threads[0].Interrupt();
            return;
        }
    }

    /// <summary>
    /// True when the host has ended the thread whose stack has the address <paramref name="holder"/>; where that is none that is known,
    /// any that is not yet buried. For one who waits for the lock in vain: nothing changes meanwhile.
    /// </summary>
    internal static unsafe bool HasVanished(ulong holder)
    {
        bool any = false;
        for (int index = 0; Kernel.TryGetBlock(ref index, out ThreadBlock* block); index++)
        {
            bool isGone = !HostProcesses.IsAlive(ref *block);
            if (holder >= block->KernelStackBottom && holder < block->KernelStackTop)
                return isGone;
            any |= isGone;
        }

        return any;
    }

    /// <summary>Buries the processes that the host ended, as if by SIGKILL; their guest memory is out of reach.</summary>
    private static void FindVanished()
    {
        s_looksAgain = false;
        for (int i = Kernel.ProcessCount - 1; i >= 0; i--)
        {
            // The end of one can free the numbers of others.
            if (i >= Kernel.ProcessCount)
                continue;
            Process process = Kernel.ProcessAt(i);
            for (int t = process.Threads.Count - 1; t >= 0; t--)
            {
                ref ThreadBlock block = ref process.Threads[t].Block;
                if (!HostProcesses.IsAlive(ref block))
                    process.Threads[t].Vanish();
                else
                    s_looksAgain |= HostProcesses.IsStarting(ref block);
            }

            if (!process.IsZombie && process.Threads.Count == 0)
            {
                process.Finish(WaitStatus.Killed(Signal.SIGKILL), 0);
                process.ReportEnd();
            }
        }

        s_wantsService |= Capability.Timers && TimerQueue.LoseService();
    }
}
