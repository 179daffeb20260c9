namespace LiteBox.Shim.Linux;

/// <summary>
/// What a thread does before it goes back to guest code: it ends, stops, takes signals; and an interrupted call is made
/// again or gives EINTR.
/// </summary>
internal static class PendingWork
{
    /// <summary>The work of a thread that is not at the end of a call.</summary>
    internal static void Do(Thread thread) => _ = TakeSignals(thread, Errno.None, 0);

    /// <summary>The end of a call that left something to do. An ordinary result stands in RAX already.</summary>
    internal static void FinishCall(Thread thread, ulong number, Result result)
    {
        while (true)
        {
            Errno error = result.Error;
            if (error == Outcome.CallAgain)
            {
                ref GuestRegisters registers = ref thread.Block.Registers;
                number = registers.Rax;
            }
            else
            {
                bool handled = TakeSignals(thread, error, number);
                if (!Outcome.IsRestart(error) || handled)
                {
                    thread.RestartDeadline = Thread.NoRestart;
                    return;
                }

                if (error != Errno.ERESTART_RESTARTBLOCK)
                    thread.RestartDeadline = Thread.NoRestart;
                thread.Block.Registers.Rax = number;
            }

            ref GuestRegisters again = ref thread.Block.Registers;
            result = Capability.Trace ? TraceLog.Invoke(thread, ref again) : Dispatcher.Invoke(thread, ref again);
            if (result.Value >= -511)
                thread.Block.Registers.Rax = (ulong)result.Value;
        }
    }

    /// <summary>
    /// Takes what waits. True when at least one handler is going to run, with <paramref name="error"/> accounted for in
    /// its frame.
    /// </summary>
    private static bool TakeSignals(Thread thread, Errno error, ulong number)
    {
        System.Threading.Volatile.Write(ref thread.Block.PendingWork, 0);
        bool handled = false;
        HostEvents.Look(thread);
        while (true)
        {
            if (thread.MustEnd)
                thread.End(0);
            thread.Process.WaitWhileStopped(thread);
            if (thread.MustEnd)
                continue;
            if (!thread.TryTakeSignal(~thread.SignalMask, out SignalInfo info))
                break;
            if (Deliver(thread, ref info, handled ? Errno.None : error, number))
                handled = true;
        }

        if (!handled)
            thread.RestoreMask();
        return handled;
    }

    private static bool Deliver(Thread thread, ref SignalInfo info, Errno error, ulong number)
    {
        Process process = thread.Process;
        ref SignalAction stored = ref process.ActionOf(info.Number);
        SignalAction action = stored;
        if (Capability.Timers && info.Code == SignalInfo.SI_TIMER && process.PosixTimers.Find(info.Sender) is { } timer)
            info.SenderUser = timer.TakeOverruns();
        if (action.Handler == SignalAction.Ignore)
            return false;
        if (Capability.Trace)
            TraceLog.Signal(thread, info);
        if (!Capability.SignalHandlers || action.Handler == SignalAction.Default)
        {
            TakeDefault(thread, info.Number);
            return false;
        }

        if ((action.Flags & SignalFlags.ResetHandler) != 0)
            stored.Handler = SignalAction.Default;
        if (SignalFrame.Push(thread, info, action, RestartOf(error, action), number))
            return true;

        // No room for a frame: as Linux, a SIGSEGV that cannot be caught by the same handler again.
        Faults.Force(thread, SignalInfo.FromKernel(Signal.SIGSEGV), resetHandler: info.Number == Signal.SIGSEGV);
        return false;
    }

    private static void TakeDefault(Thread thread, int signal)
    {
        switch (Signal.DefaultOf(signal))
        {
            case DefaultAction.Terminate:
                thread.Process.ExitBySignal(thread, signal);
                break;
            case DefaultAction.Stop when signal == Signal.SIGSTOP || (Capability.Processes && !ProcessGroups.IsOrphaned(thread.Process.Group)):
                thread.Process.Stop(signal);
                break;
            default:
                // Terminal stops do nothing in an orphaned group.
                break;
        }
    }

    /// <summary>What becomes of the interrupted call when the handler has returned.</summary>
    private static CallFate RestartOf(Errno error, in SignalAction action)
    {
        if (!Outcome.IsRestart(error))
            return CallFate.Done;
        bool again = error == Errno.ERESTARTNOINTR || (error == Errno.ERESTARTSYS && (action.Flags & SignalFlags.Restart) != 0);
        return again ? CallFate.Again : CallFate.Interrupted;
    }
}
