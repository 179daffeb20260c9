using System;

namespace LiteBox.North;

/// <summary>
/// The files that one thread waits for at once (poll(2), select(2)). Everything is added in each round; a round that
/// finds nothing ready sleeps until one of the files announces a change.
/// </summary>
public sealed class PollSet
{
    // How long a thread that waits for a console and for something else sleeps before it looks at the console again:
    // the host can be asked about one of the two only.
    private const long ConsoleInterval = 10 * Clock.Second / 1000;

    private readonly Thread _thread;
    private Waiter[] _waiters = [];
    private int _count;
    private ConsoleFile? _console;
    private bool _consoleWrites;
    private bool _severalConsoles;
    private HostPoll[] _hostPolls = [];
    private int[] _hostTags = [];
    private int _hostCount;

    /// <summary>A set for a thread.</summary>
    public PollSet(Thread thread) => _thread = thread;

    /// <summary>Begins a round.</summary>
    public void Begin()
    {
        _thread.PrepareToSleep();
        _console = null;
        _severalConsoles = false;
        _hostCount = 0;
    }

    /// <summary>True when the host must be asked about some of the files: by <see cref="AskHost"/>.</summary>
    public bool HasHostFiles => Capability.HostSockets && _hostCount != 0;

    /// <summary>
    /// Asks a file what is ready among the events; errors and hang-ups always count. Waits for it too. What the host knows
    /// comes later, under the tag.
    /// </summary>
    public PollEvents Add(OpenFile file, PollEvents events, int tag)
    {
        events |= PollEvents.Error | PollEvents.HangUp;
        if (Capability.HostSockets && file.HostHandle >= 0)
        {
            AddHostFile(file.HostHandle, events, tag);
            if (file.IsHostPolled)
                return PollEvents.None;
        }

        PollEvents ready = file.Poll(_thread) & events;
        if (file is ConsoleFile console)
        {
            if ((events & (PollEvents.Readable | PollEvents.Writable)) == 0)
                return ready;
            bool writes = (events & PollEvents.Out) != 0;
            _severalConsoles |= _console is not null && (_console.Stream != console.Stream || _consoleWrites != writes);
            _severalConsoles |= writes && (events & PollEvents.In) != 0;
            _console = console;
            _consoleWrites = writes;
        }
        else if (file.Changes is { } changes)
        {
            Stand(changes, (uint)events);
        }

        return ready;
    }

    /// <summary>
    /// Asks the host about its files, and waits for one of them or for a wake until the deadline, or not at all when something
    /// is ready already (deadline 0). What has come is then given by <see cref="HostResult"/>.
    /// </summary>
    public WakeReason AskHost(long deadline)
    {
        Span<HostPoll> polls = _hostPolls.AsSpan()[.._hostCount];
        long limit = deadline;
        if (deadline == 0)
            _thread.BeginQuickHostCall();
        else if (!_thread.BeginHostWait(ref limit))
            return _thread.IsWoken ? WakeReason.Woken : WakeReason.Interrupted;
        Result ready = HostSockets.Poll(polls, limit);
        _thread.EndHostWait();
        if (ready.Failed)
            polls.Clear();
        if (ready.Value > 0 || _thread.IsWoken)
            return WakeReason.Woken;
        return !ready.Failed && limit == deadline ? WakeReason.TimedOut : _thread.IsInterrupted ? WakeReason.Interrupted : WakeReason.Woken;
    }

    /// <summary>The result of <see cref="AskHost"/> for one file; false when there are no more.</summary>
    public bool HostResult(int index, out int tag, out PollEvents ready)
    {
        tag = 0;
        ready = PollEvents.None;
        if (index >= _hostCount)
            return false;
        tag = _hostTags[index];
        ready = (PollEvents)_hostPolls[index].Ready;
        return true;
    }

    /// <summary>Ends a round without sleeping.</summary>
    public void End()
    {
        for (int i = 0; i < _count; i++)
            _waiters[i].Queue?.Remove(_waiters[i]);
        _count = 0;
    }

    /// <summary>Sleeps until something may have changed; TimedOut only when the deadline has passed. Ends the round.</summary>
    public WakeReason Sleep(long deadline)
    {
        WakeReason reason;
        if (_console is null)
            reason = _thread.Sleep(deadline);
        else if (_count == 0 && !_severalConsoles)
            reason = SleepForConsole(_console, deadline);
        else
            reason = SleepAtMost(deadline);
        End();
        return reason;
    }

    private WakeReason SleepForConsole(ConsoleFile console, long deadline)
    {
        if (!_thread.BeginHostCall())
            return WakeReason.Interrupted;
        Result ready = Host.PollConsole(console.Stream, _consoleWrites, deadline);
        _thread.EndHostCall();
        return ready.Failed ? WakeReason.Interrupted : ready.Value > 0 ? WakeReason.Woken : WakeReason.TimedOut;
    }

    private WakeReason SleepAtMost(long deadline)
    {
        long soon = Clock.DeadlineAfter(ConsoleInterval);
        WakeReason reason = _thread.Sleep(long.Min(soon, deadline));
        return reason == WakeReason.TimedOut && soon < deadline ? WakeReason.Woken : reason;
    }

    private void AddHostFile(int handle, PollEvents events, int tag)
    {
        if (_hostCount == _hostPolls.Length)
        {
            int size = int.Max(8, _hostCount * 2);
            HostPoll[] polls = new HostPoll[size];
            int[] tags = new int[size];
            _hostPolls.AsSpan().CopyTo(polls);
            _hostTags.AsSpan().CopyTo(tags);
            _hostPolls = polls;
            _hostTags = tags;
        }

        _hostTags[_hostCount] = tag;
        _hostPolls[_hostCount++] = new HostPoll { Handle = handle, Events = (ushort)events };
    }

    private void Stand(WaitQueue queue, uint mask)
    {
        if (_count == _waiters.Length)
        {
            Waiter[] more = new Waiter[int.Max(4, _count * 2)];
            for (int i = 0; i < more.Length; i++)
                more[i] = i < _count ? _waiters[i] : new Waiter(_thread);
            _waiters = more;
        }

        Waiter waiter = _waiters[_count++];
        waiter.Mask = mask;
        queue.Add(waiter);
    }
}
