using System.Numerics;

namespace LiteBox.North;

/// <summary>
/// Signals that wait for a thread or for a process. A standard signal is pending once; real-time signals queue, in
/// order of arrival.
/// </summary>
public sealed class SignalQueue
{
    private Entry? _first;
    private Entry? _last;

    /// <summary>The set of signals that are pending.</summary>
    public ulong Set { get; private set; }

    /// <summary>
    /// Adds a signal. A standard signal that is pending already is dropped, as Linux does. False when a real-time
    /// signal would exceed the <paramref name="limit"/> of queued ones.
    /// </summary>
    public bool Add(in SignalInfo info, ref int queued, int limit)
    {
        ulong bit = Signal.Bit(info.Number);
        if (info.Number < Signal.RealTimeMin && (Set & bit) != 0)
            return true;
        if (info.Number >= Signal.RealTimeMin && queued >= limit)
            return false;
        queued++;
        Set |= bit;
        Entry entry = new(info);
        if (_last is null)
            _first = entry;
        else
            _last.Next = entry;
        _last = entry;
        return true;
    }

    /// <summary>Takes the next signal of a set: those that an instruction raised first, then by number, then by age.</summary>
    public bool TryTake(ulong set, ref int queued, out SignalInfo info)
    {
        ulong candidates = Set & set;
        if (candidates == 0)
        {
            info = default;
            return false;
        }

        if ((candidates & Signal.Synchronous) != 0)
            candidates &= Signal.Synchronous;
        int number = BitOperations.TrailingZeroCount(candidates) + 1;
        Entry? previous = null;
        Entry entry = _first!;
        while (entry.Info.Number != number)
        {
            previous = entry;
            entry = entry.Next!;
        }

        Unlink(entry, previous);
        queued--;
        info = entry.Info;
        for (Entry? other = entry.Next; other is not null; other = other.Next)
        {
            if (other.Info.Number == number)
                return true;
        }

        Set &= ~Signal.Bit(number);
        return true;
    }

    /// <summary>Drops every signal of a set.</summary>
    public void Discard(ulong set, ref int queued)
    {
        if ((Set & set) == 0)
            return;
        Set &= ~set;
        Entry? previous = null;
        for (Entry? entry = _first; entry is not null; entry = entry.Next)
        {
            if ((Signal.Bit(entry.Info.Number) & set) != 0)
            {
                Unlink(entry, previous);
                queued--;
            }
            else
            {
                previous = entry;
            }
        }
    }

    private void Unlink(Entry entry, Entry? previous)
    {
        if (previous is null)
            _first = entry.Next;
        else
            previous.Next = entry.Next;
        if (_last == entry)
            _last = previous;
    }

    private sealed class Entry(in SignalInfo info)
    {
        public readonly SignalInfo Info = info;
        public Entry? Next;
    }
}
