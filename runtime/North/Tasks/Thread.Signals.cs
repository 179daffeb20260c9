using System.Threading;

namespace LiteBox.North;

public sealed unsafe partial class Thread
{
    private ulong _signalMask;

    /// <summary>Signals that wait for this thread alone.</summary>
    public SignalQueue Pending { get; }

    /// <summary>The alternate signal stack.</summary>
    public AlternateStack AlternateStack { get; set; }

    /// <summary>
    /// The mask that comes back when the call that replaced it ends (sigsuspend, ppoll); kept while <see cref="HasSavedMask"/>.
    /// </summary>
    public ulong SavedMask { get; private set; }

    /// <summary>True while a call runs under a mask of its own.</summary>
    public bool HasSavedMask { get; private set; }

    /// <summary>The signals that sigtimedwait(2) waits for right now; they interrupt the sleep though they are blocked.</summary>
    public ulong AwaitedSignals { get; set; }

    /// <summary>The signals that are blocked. SIGKILL and SIGSTOP never are.</summary>
    public ulong SignalMask
    {
        get => _signalMask;
        set
        {
            ulong newlyBlocked = value & ~_signalMask;
            _signalMask = value & ~Signal.Uncatchable;

            // A shared signal that this thread was to take may now be another's.
            if ((Process.Pending.Set & newlyBlocked) != 0)
                Process.FindTakers(Process.Pending.Set & newlyBlocked, this);
            if (HasDeliverableSignal)
                Volatile.Write(ref _block->PendingWork, 1);
        }
    }

    /// <summary>True when a signal waits that this thread does not block.</summary>
    public bool HasDeliverableSignal => ((Pending.Set | Process.Pending.Set) & (~_signalMask | AwaitedSignals)) != 0;

    /// <summary>Replaces the mask until the call ends; the end of the call or the handler's frame brings the old one back.</summary>
    public void SetTemporaryMask(ulong mask)
    {
        if (!HasSavedMask)
        {
            SavedMask = _signalMask;
            HasSavedMask = true;
        }

        SignalMask = mask;
    }

    /// <summary>Brings the mask back that <see cref="SetTemporaryMask"/> replaced, if any.</summary>
    public void RestoreMask()
    {
        if (!HasSavedMask)
            return;
        HasSavedMask = false;
        SignalMask = SavedMask;
    }

    /// <summary>The mask that a signal frame saves: what is in force once the handler has returned.</summary>
    public ulong TakeMaskForFrame()
    {
        if (!HasSavedMask)
            return _signalMask;
        HasSavedMask = false;
        return SavedMask;
    }

    /// <summary>As <see cref="Process.Post"/>, to this thread alone.</summary>
    public bool Post(in SignalInfo info, bool reserved = false)
    {
        if (!Capability.Guest || !Process.Prepare(info.Number, this))
            return true;
        if (!Pending.Add(info, ref Process.QueuedSignals, Process.SignalLimit, reserved))
            return false;
        if (Capability.SignalFiles)
            Process.SignalArrivals.Wake(mask: (uint)PollEvents.Readable);
        if (HasDeliverableSignal)
            Interrupt();
        return true;
    }

    /// <summary>Takes a pending signal out of a set: the thread's own first, then the process's.</summary>
    public bool TryTakeSignal(ulong set, out SignalInfo info) =>
        Pending.TryTake(set, ref Process.QueuedSignals, out info) || Process.Pending.TryTake(set, ref Process.QueuedSignals, out info);
}
