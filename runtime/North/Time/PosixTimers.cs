using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>The timers of timer_create(2) that a process has. Each has a place among the queued signals of the process.</summary>
public sealed class PosixTimers(Process process)
{
    /// <summary>Most timers of a process.</summary>
    public const int Most = 65_536;

    private readonly List<PosixTimer?> _timers = new();

    /// <summary>A number that is free; -1 when there are too many timers, or too many queued signals.</summary>
    public int FreeId()
    {
        if (process.QueuedSignals >= process.SignalLimit)
            return -1;
        for (int i = 0; i < _timers.Count; i++)
        {
            if (_timers[i] is null)
                return i;
        }

        return _timers.Count < Most ? _timers.Count : -1;
    }

    /// <summary>Adds a timer under the number from <see cref="FreeId"/>.</summary>
    public void Add(PosixTimer timer)
    {
        process.QueuedSignals++;
        if (timer.Id == _timers.Count)
            _timers.Add(timer);
        else
            _timers[timer.Id] = timer;
    }

    /// <summary>The timer with a number; null when there is none.</summary>
    public PosixTimer? Find(int id) => (uint)id < (uint)_timers.Count ? _timers[id] : null;

    /// <summary>Deletes a timer.</summary>
    public void Remove(PosixTimer timer)
    {
        timer.Disarm();
        timer.Recall();
        process.QueuedSignals--;
        _timers[timer.Id] = null;
    }

    /// <summary>Deletes all, as execve does.</summary>
    public void Clear()
    {
        for (int i = 0; i < _timers.Count; i++)
        {
            if (_timers[i] is { } timer)
                Remove(timer);
        }

        _timers.Clear();
    }
}
