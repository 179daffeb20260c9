using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace LiteBox.North;

/// <summary>A guest thread. All of it belongs to the holder of <see cref="BigLock"/>, but for what a comment excepts.</summary>
public sealed unsafe partial class Thread
{
    /// <summary>Bytes of a thread's name, terminator included (TASK_COMM_LEN).</summary>
    public const int NameCapacity = 16;

    // Values of the wake word of a thread that sleeps: it looks at the word, it sleeps on the host, it is woken.
    private const int Looking = 0, Asleep = -1, Woken = 1;

    /// <summary>Looks at the word before a sleep: less time than it takes the host to put a thread to sleep and to wake it.</summary>
    private const int Looks = 2000;

    private ThreadBlock* _block;
    private ThreadState _state;
    private bool _woken;

    internal Thread(Process process, int id, ref ThreadBlock block)
    {
        Process = process;
        Id = id;
        _block = (ThreadBlock*)Unsafe.AsPointer(ref block);
        Waiter = new Waiter(this);
        Pending = new SignalQueue();
    }

    /// <summary>The process it belongs to. Never changes.</summary>
    public Process Process { get; }

    /// <summary>Its number, as gettid(2) gives it. Changes only when it becomes the leader in execve.</summary>
    public int Id { get; internal set; }

    /// <summary>What the stubs share with this thread: the guest's registers, pending work.</summary>
    public ref ThreadBlock Block => ref *_block;

    /// <summary>Its place in the kernel's table of threads.</summary>
    internal int Index { get; set; }

    /// <summary>Its place in a queue; a thread that waits for one thing at a time needs no other.</summary>
    public Waiter Waiter { get; }

    /// <summary>Its name, zero-padded (prctl PR_SET_NAME).</summary>
    public byte[] Name { get; } = new byte[NameCapacity];

    /// <summary>Where zero is stored and a futex woken when the thread ends (set_tid_address(2)); 0: nowhere.</summary>
    public ulong ClearChildTid { get; set; }

    /// <summary>Where the thread stores its number when it starts, in the memory of its own process (CLONE_CHILD_SETTID); 0: nowhere.</summary>
    internal ulong FirstStore { get; set; }

    /// <summary>The program that the thread, new in its host process, starts before anything else; null: none.</summary>
    internal Loader? FirstProgram { get; set; }

    /// <summary>Connections of the host's network that it has used; null: none. Set under the lock, and the thread's own without it.</summary>
    public RecentStreams? Streams { get; internal set; }

    /// <summary>Head of the list of robust futexes (get_robust_list(2)); 0: none.</summary>
    public ulong RobustList { get; set; }

    /// <summary>True for a thread that serves the library OS and never runs guest code.</summary>
    public bool IsService { get; internal init; }

    /// <summary>True when the thread ends before it runs guest code again.</summary>
    public bool MustEnd { get; private set; }

    /// <summary>
    /// The absolute monotonic deadline of the call that is being restarted after an interruption without a handler
    /// (Linux's restart block); <see cref="NoRestart"/> for a call made by the guest.
    /// </summary>
    public long RestartDeadline { get; set; } = NoRestart;

    /// <summary>The value of <see cref="RestartDeadline"/> when no call is being restarted.</summary>
    public const long NoRestart = -1;

    /// <summary>True when the thread has to look at a signal, a stop or its end before it may sleep on.</summary>
    public bool IsInterrupted => MustEnd || HasDeliverableSignal || Process.IsStopped;

    /// <summary>True while it sleeps.</summary>
    internal bool IsSleeping => _state == ThreadState.Sleeping;

    /// <summary>Forgets wakes of the past. Call it before standing in the queues that are waited for.</summary>
    public void PrepareToSleep() => _woken = false;

    /// <summary>
    /// Sleeps until <see cref="WakeUp"/>, the deadline (<see cref="Clock.Monotonic"/>) or an interruption. The lock is given
    /// up meanwhile. The caller takes its waiters out of their queues afterwards.
    /// </summary>
    public WakeReason Sleep(long deadline)
    {
        while (!_woken)
        {
            if (IsInterrupted)
                return WakeReason.Interrupted;
            if (deadline != Clock.Never && Clock.Monotonic >= deadline)
                return WakeReason.TimedOut;

            SleepOnce(deadline);
        }

        return WakeReason.Woken;
    }

    /// <summary>Sleeps in a queue until a wake or the thread's end; signals do not disturb it.</summary>
    internal void SleepUninterrupted(WaitQueue queue)
    {
        PrepareToSleep();
        queue.Add(Waiter);
        while (!_woken && !MustEnd)
            SleepOnce(Clock.Never);
        queue.Remove(Waiter);
    }

    /// <summary>Sleeps in a queue until a wake; not even its end disturbs it.</summary>
    internal void SleepUntilWoken(WaitQueue queue)
    {
        PrepareToSleep();
        queue.Add(Waiter);
        while (!_woken)
            SleepOnce(Clock.Never);
        queue.Remove(Waiter);
    }

    /// <summary>Wakes the thread out of <see cref="Sleep"/>.</summary>
    public void WakeUp()
    {
        _woken = true;
        Kick();
    }

    /// <summary>
    /// Gives the lock up for a host call that may block, such as <see cref="ISouth.ReadConsole"/>. Between this and
    /// <see cref="EndHostCall"/> nothing shared may be touched. False, with the lock kept, when the thread is wanted.
    /// </summary>
    public bool BeginHostCall()
    {
        if (IsInterrupted)
            return false;
        _state = ThreadState.InHostCall;
        Leave();
        return true;
    }

    /// <summary>As <see cref="BeginHostCall"/>, for a call that does not wait: the thread need not be free for it.</summary>
    public void BeginQuickHostCall()
    {
        _state = ThreadState.InHostCall;
        Leave();
    }

    /// <summary>
    /// As <see cref="BeginHostCall"/>, for a wait that <see cref="WakeUp"/> ends too: since <see cref="PrepareToSleep"/> the
    /// thread may stand in queues.
    /// </summary>
    /// <param name="deadline">When the wait ends; sooner when the thread has to look by itself what the host has done.</param>
    public bool BeginHostWait(ref long deadline)
    {
        if (_woken || IsInterrupted)
            return false;
        if (Capability.Processes)
            deadline = HostEvents.Shorten(deadline);
        _state = ThreadState.InHostWait;
        Leave();
        return true;
    }

    /// <summary>
    /// Takes the lock again after <see cref="BeginHostWait"/>. What only ended the wait, a wake or a signal that nobody takes, is no
    /// work any more: the next wait must not end at once because of it.
    /// </summary>
    public void EndHostWait()
    {
        Return();
        if (!IsInterrupted)
            Volatile.Write(ref _block->PendingWork, 0);
    }

    /// <summary>True when a wake has come since <see cref="PrepareToSleep"/>.</summary>
    public bool IsWoken => _woken;

    /// <summary>Takes the lock again after <see cref="BeginHostCall"/>.</summary>
    public void EndHostCall() => Return();

    /// <summary>Makes the thread look at its pending work soon, wherever it is.</summary>
    internal void Interrupt()
    {
        Volatile.Write(ref _block->PendingWork, 1);
        if (_state == ThreadState.Sleeping)
            Kick();
        else if (_state != ThreadState.Lent)
            Host.Interrupt(ref *_block);
    }

    /// <summary>Makes the thread end before it runs guest code again.</summary>
    public void RequestEnd()
    {
        MustEnd = true;
        Interrupt();
    }

    /// <summary>Sleeps until a kick or the deadline, or shorter.</summary>
    internal void SleepOnce(long deadline)
    {
        // Under the lock, as are all that set it: no wake can fall between this store and the wait.
        _block->WakeWord = Looking;
        _state = ThreadState.Sleeping;

        // The host sets the word too when it has something to tell; what it told before must not be slept over.
        HostEvents.Look(this);
        if (Capability.Processes)
            deadline = HostEvents.Shorten(deadline);
        Leave();
        if (!IsWokenSoon() && Interlocked.CompareExchange(ref _block->WakeWord, Asleep, Looking) == Looking)
            Host.Wait(ref _block->WakeWord, Asleep, deadline);
        Return();
    }

    private bool IsWokenSoon()
    {
        for (int i = 0; i < Looks && Host.CpuCount > 1; i++)
        {
            if (Volatile.Read(ref _block->WakeWord) != Looking)
                return true;
        }

        return false;
    }

    private void Kick()
    {
        if (Capability.HostSockets && _state == ThreadState.InHostWait)
        {
            Volatile.Write(ref _block->PendingWork, 1);
            Host.Interrupt(ref *_block);
            return;
        }

        if (_state == ThreadState.Sleeping && Interlocked.Exchange(ref _block->WakeWord, Woken) == Asleep)
            BigLock.WakeOnExit(_block);
    }

    /// <summary>Gives up the CPU, and the lock meanwhile.</summary>
    internal void Yield()
    {
        Leave();
        Host.Yield();
        Return();
    }

    private void Leave()
    {
        Host.RecordStack(ref *_block);
        BigLock.Exit();
    }

    private void Return()
    {
        BigLock.Enter();
        _block->BlockedStackPointer = 0;
        _state = ThreadState.Running;
        HostEvents.Look(this);
    }
}
