namespace LiteBox.North;

/// <content>What a parent learns of its children.</content>
public sealed partial class Process
{
    private readonly WaitQueue _childEvents = new();
    private int _stopStatus;
    private bool _continuedUnseen;

    /// <summary>
    /// Waits for a child to end, stop or go on, as <paramref name="options"/> says; gives its number, or 0 when there was
    /// nothing and nobody shall wait. ECHILD; ERESTARTSYS when a signal came.
    /// </summary>
    public Result Wait(Thread thread, in WaitTarget target, WaitOptions options, out ChildEvent found)
    {
        for (bool slept = false; ; slept = true)
        {
            found = default;
            bool any = false;
            for (int i = 0; i < _children.Count; i++)
            {
                Process child = _children[i];
                if (!target.Matches(child, options))
                    continue;
                any = true;
                if (child.TryReport(options, out found.Status))
                {
                    found.Child = child;
                    if (child.IsZombie && (options & WaitOptions.Keep) == 0)
                        Reap(child);

                    // A host process that nobody hears of has woken the caller just before its end: what is left of that comes first, as it
                    // does natively, or the caller's next child is started beside it on a CPU that knows nothing of them.
                    if (slept && child.IsZombie && !HostProcesses.HearsOfEnds(ref thread.Block))
                        thread.Yield();
                    return child.Id;
                }
            }

            if (!any)
                return Errno.ECHILD;
            if ((options & WaitOptions.NoHang) != 0)
                return Result.Success;
            if (_childEvents.Wait(thread) == WakeReason.Interrupted)
                return Errno.ERESTARTSYS;
        }
    }

    private bool TryReport(WaitOptions options, out int status)
    {
        bool keeps = (options & WaitOptions.Keep) != 0;
        status = 0;
        if (IsZombie)
        {
            status = EndStatus;
            return (options & WaitOptions.Ended) != 0 && IsReported;
        }

        if ((options & WaitOptions.Stopped) != 0 && IsStopped && _stopStatus != 0)
        {
            status = _stopStatus;
            if (!keeps)
                _stopStatus = 0;
            return true;
        }

        if ((options & WaitOptions.Continued) != 0 && _continuedUnseen)
        {
            status = WaitStatus.Continued;
            if (!keeps)
                _continuedUnseen = false;
            return true;
        }

        return false;
    }

    /// <summary>The child is gone for good; what it used of the CPU counts as that of a child from now on.</summary>
    private void Reap(Process child)
    {
        ChildrenCpuTime += child.OwnCpuTime + child.ChildrenCpuTime;
        ChildrenPeakBytes = ulong.Max(ChildrenPeakBytes, ulong.Max(child.Memory.PeakBytes, child.ChildrenPeakBytes));
        child.Leave();
    }

    /// <summary>Tells the parent that this process stopped or went on.</summary>
    private void ReportChange(int status)
    {
        _stopStatus = status == WaitStatus.Continued ? 0 : status;
        _continuedUnseen = status == WaitStatus.Continued;
        if (Parent is not { } parent)
            return;
        ref SignalAction action = ref parent.ActionOf(Signal.SIGCHLD);
        if (action.Handler != SignalAction.Ignore && (action.Flags & SignalFlags.NoChildStop) == 0)
            _ = parent.Post(InfoOf(status, Signal.SIGCHLD));
        parent._childEvents.Wake();
    }

    private SignalInfo InfoOf(int status, int signal)
    {
        ChildEvent change = new() { Child = this, Status = status };
        const long Tick = Clock.Second / 100;
        return new SignalInfo
        {
            Number = signal,
            Code = change.Code,
            Sender = Id,
            SenderUser = (int)Credentials.RealUser,
            Value = (uint)change.Detail,
            Rest0 = (ulong)(OwnCpuTime / Tick),
        };
    }
}
