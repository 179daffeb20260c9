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

    /// <summary>A set for a thread.</summary>
    public PollSet(Thread thread) => _thread = thread;

    /// <summary>Begins a round.</summary>
    public void Begin()
    {
        _thread.PrepareToSleep();
        _console = null;
        _severalConsoles = false;
    }

    /// <summary>Asks a file what is ready among the events; errors and hang-ups always count. Waits for it too.</summary>
    public PollEvents Add(OpenFile file, PollEvents events)
    {
        events |= PollEvents.Error | PollEvents.HangUp;
        PollEvents ready = file.Poll(_thread) & events;
        if (file is ConsoleFile console)
        {
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
