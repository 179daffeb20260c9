namespace LiteBox;

/// <summary>
/// Something to wait for (pthread_cond_wait(3)). Since threads take turns, a condition that was looked at cannot change
/// before the wait begins, with or without a mutex: <c>while (queue.Count == 0) condition.Wait();</c>
/// </summary>
public sealed class Condition
{
    private readonly North.WaitQueue _waiters = new();

    /// <summary>Waits for a signal. Look at the condition again after it: another thread may have been first.</summary>
    public void Wait()
    {
        North.Thread self = Current.Thread;
        _waiters.Wait(self);
        Current.Resume(self);
    }

    /// <summary>Waits for a signal, but no longer than this. False when the time was over first.</summary>
    public bool Wait(long nanoseconds)
    {
        North.Thread self = Current.Thread;
        North.WakeReason reason = _waiters.Wait(self, North.Clock.DeadlineAfter(nanoseconds));
        Current.Resume(self);
        return reason != North.WakeReason.TimedOut;
    }

    /// <summary>Waits with a mutex given back meanwhile.</summary>
    public void Wait(Mutex mutex)
    {
        mutex.Unlock();
        Wait();
        mutex.Lock();
    }

    /// <summary>Wakes one thread that waits.</summary>
    public void Signal() => _waiters.Wake(1);

    /// <summary>Wakes all that wait.</summary>
    public void Broadcast() => _waiters.Wake();
}
