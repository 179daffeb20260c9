namespace LiteBox.North;

public sealed partial class Process
{
    private SignalAction[] _actions;
    private readonly WaitQueue _stopped = new();

    internal int QueuedSignals;

    /// <summary>Announces signals that have become pending, to those who read them from a descriptor.</summary>
    internal WaitQueue SignalArrivals { get; } = new();

    /// <summary>Signals that wait for any of its threads.</summary>
    public SignalQueue Pending { get; } = new();

    /// <summary>True while SIGSTOP or one of its kind holds all threads.</summary>
    public bool IsStopped { get; private set; }

    internal int SignalLimit => (int)ulong.Min(Limits[North.Limits.PendingSignals], int.MaxValue);

    /// <summary>What happens on a signal.</summary>
    public ref SignalAction ActionOf(int signal) => ref _actions[signal - 1];

    /// <summary>Whether what one sets is set for the other too.</summary>
    public bool SharesSignalActions(Process other) => _actions == other._actions;

    /// <summary>Sets what happens on a signal; one that is ignored from now on is no longer pending.</summary>
    public void SetAction(int signal, in SignalAction action)
    {
        _actions[signal - 1] = action;
        if (!IsIgnored(signal))
            return;
        ulong bit = Signal.Bit(signal);
        Pending.Discard(bit, ref QueuedSignals);
        for (int i = 0; i < Threads.Count; i++)
            Threads[i].Pending.Discard(bit, ref QueuedSignals);
    }

    /// <summary>Caught signals go back to the default, as execve(2) has it; ignored ones stay ignored.</summary>
    public void ResetCaughtSignals()
    {
        // A new array: another process may share the old one.
        SignalAction[] actions = new SignalAction[Signal.Max];
        for (int i = 0; i < actions.Length; i++)
            actions[i].Handler = _actions[i].Handler == SignalAction.Ignore ? SignalAction.Ignore : SignalAction.Default;
        _actions = actions;
    }

    /// <summary>True when the signal would do nothing if it were delivered.</summary>
    public bool IsIgnored(int signal)
    {
        ulong handler = ActionOf(signal).Handler;
        return handler == SignalAction.Ignore || (handler == SignalAction.Default && Signal.DefaultOf(signal) == DefaultAction.Ignore);
    }

    /// <summary>
    /// Sends a signal to the process: any thread may take it. False when too many are queued; not when a place is
    /// <paramref name="reserved"/> for it.
    /// </summary>
    public bool Post(in SignalInfo info, bool reserved = false)
    {
        // A timer may expire while the process ends: nobody is left to tell.
        if (Threads.Count == 0)
            return true;
        Thread taker = TakerOf(info.Number);
        if (!Prepare(info.Number, taker))
            return true;
        if (!Pending.Add(info, ref QueuedSignals, SignalLimit, reserved))
            return false;
        if (Capability.SignalFiles)
            SignalArrivals.Wake(mask: (uint)PollEvents.Readable);
        if (taker.HasDeliverableSignal)
            taker.Interrupt();
        return true;
    }

    /// <summary>
    /// What the sending of a signal does at once: SIGCONT lets the process go on, stop signals and SIGCONT cancel each
    /// other. False when the signal need not be kept because it would be ignored.
    /// </summary>
    internal bool Prepare(int signal, Thread target)
    {
        ulong bit = Signal.Bit(signal);
        if ((bit & Signal.Stopping) != 0)
        {
            DiscardEverywhere(Signal.Bit(Signal.SIGCONT));
        }
        else if (signal is Signal.SIGCONT or Signal.SIGKILL)
        {
            if (signal == Signal.SIGCONT)
                DiscardEverywhere(Signal.Stopping);
            Continue(report: signal == Signal.SIGCONT);
        }

        return !IsIgnored(signal) || (target.SignalMask & bit) != 0 || (target.AwaitedSignals & bit) != 0;
    }

    /// <summary>Other threads get to know of shared signals that <paramref name="except"/> blocks from now on.</summary>
    internal void FindTakers(ulong signals, Thread except)
    {
        for (int i = 0; i < Threads.Count; i++)
        {
            Thread thread = Threads[i];
            if (thread != except && (signals & ~thread.SignalMask) != 0)
            {
                thread.Interrupt();
                return;
            }
        }
    }

    /// <summary>Stops every thread at its next look at pending work, until SIGCONT or SIGKILL.</summary>
    public void Stop(int signal)
    {
        if (IsStopped)
            return;
        IsStopped = true;
        if (Capability.Processes)
            ReportChange(WaitStatus.Stopped(signal));
        for (int i = 0; i < Threads.Count; i++)
            Threads[i].Interrupt();
    }

    /// <summary>Holds the calling thread while the process is stopped.</summary>
    public void WaitWhileStopped(Thread thread)
    {
        while (IsStopped && !thread.MustEnd)
            thread.SleepUninterrupted(_stopped);
    }

    private void Continue(bool report)
    {
        if (!IsStopped)
            return;
        IsStopped = false;
        if (Capability.Processes && report)
            ReportChange(WaitStatus.Continued);
        _stopped.Wake();
    }

    private void DiscardEverywhere(ulong signals)
    {
        Pending.Discard(signals, ref QueuedSignals);
        for (int i = 0; i < Threads.Count; i++)
            Threads[i].Pending.Discard(signals, ref QueuedSignals);
    }

    /// <summary>The thread to tell of a signal: one that waits for it or does not block it, the leader before others.</summary>
    private Thread TakerOf(int signal)
    {
        ulong bit = Signal.Bit(signal);
        for (int i = 0; i < Threads.Count; i++)
        {
            Thread thread = Threads[i];
            if ((thread.SignalMask & bit) == 0 || (thread.AwaitedSignals & bit) != 0)
                return thread;
        }

        return Threads[0];
    }
}
