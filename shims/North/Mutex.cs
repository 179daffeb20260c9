namespace LiteBox;

/// <summary>
/// A lock (pthread_mutex_lock(3)). Threads take turns, so it is needed only around code that waits in its middle. Not recursive.
/// </summary>
public sealed class Mutex
{
    private readonly North.WaitQueue _waiters = new();

    /// <summary>True while a thread has it.</summary>
    public bool IsLocked { get; private set; }

    /// <summary>Takes the lock; waits while another thread has it.</summary>
    public void Lock()
    {
        North.Thread self = Current.Thread;
        while (IsLocked)
            _waiters.Wait(self);
        IsLocked = true;
        Current.Resume(self);
    }

    /// <summary>Takes the lock if nobody has it.</summary>
    public bool TryLock()
    {
        bool free = !IsLocked;
        IsLocked = true;
        return free;
    }

    /// <summary>Gives the lock back.</summary>
    public void Unlock()
    {
        IsLocked = false;
        _waiters.Wake(1);
    }
}
