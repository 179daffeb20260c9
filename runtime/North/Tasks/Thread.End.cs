namespace LiteBox.North;

public sealed unsafe partial class Thread
{
    /// <summary>
    /// Ends the calling thread, and with the last one its process. Called with the lock held; does not return.
    /// </summary>
    /// <param name="status">Exit status, 0..255.</param>
    public void End(int status)
    {
        if (Capability.Guest)
            ReleaseGuestWords();
        if (Id == Process.Id)
            Process.LeaderStatus = status;
        if (Process.Threads.Count == 1 && !(Capability.Processes && Kernel.HasOtherProcesses(Process)))
            Process.EndSandbox(this);
        if (Capability.Processes && Capability.Timers && Process.Threads.Count == 1)
            TimerQueue.LeaveHost(this);
        Kernel.Forget(this);
        if (Capability.Processes && Process.Threads.Count == 0)
            Process.FinishBy(this);
        Process.ThreadEnded();
        if (Capability.Processes && HasLender)
            GiveBack();

        // Nobody reports this stack any more: once the lock is given up, objects must not be touched, not even this one.
        ThreadBlock* block = _block;
        BigLock.Exit();
        Host.ExitThread(ref *block);
    }

    private void ReleaseGuestWords()
    {
        if (Capability.Threads)
            RobustFutexes.Release(this);
        ReleaseChildTid();
    }

    /// <summary>Stores zero where set_tid_address(2) said and wakes who waits there.</summary>
    internal void ReleaseChildTid()
    {
        ulong address = ClearChildTid;
        ClearChildTid = 0;
        if (address == 0)
            return;
        if (Guest.Write(address, 0) == Errno.None)
            _ = Futex.Wake(Process, address, 1);
    }
}
