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
    /// Adds a signal. A standard signal that is pending already is dropped, as Linux does. Past the <paramref name="limit"/> of
    /// queued ones (RLIMIT_SIGPENDING) those of the kernel and of kill(2) are still kept, a real-time signal with a value is
    /// not, which is false, and others are pending without their siginfo.
    /// </summary>
    /// <param name="info">The signal.</param>
    /// <param name="queued">How many are queued.</param>
    /// <param name="limit">How many may be.</param>
    /// <param name="reserved">Its place was counted beforehand: the signal of a timer.</param>
    public bool Add(in SignalInfo info, ref int queued, int limit, bool reserved = false)
    {
        ulong bit = Signal.Bit(info.Number);
        bool isRealTime = info.Number >= Signal.RealTimeMin;
        if (!isRealTime && (Set & bit) != 0)
            return true;
        if (!reserved && queued >= limit && (isRealTime || info.Code < SignalInfo.SI_USER))
        {
            if (isRealTime && info.Code != SignalInfo.SI_USER)
                return false;
            Set |= bit;
            return true;
        }

        if (!reserved)
            queued++;
        Set |= bit;
        Entry entry = new(info, reserved);
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
        info = default;
        if (candidates == 0)
            return false;

        if ((candidates & Signal.Synchronous) != 0)
            candidates &= Signal.Synchronous;
        int number = BitOperations.TrailingZeroCount(candidates) + 1;
        Entry? previous = null;
        Entry? entry = _first;
        while (entry is not null && entry.Info.Number != number)
        {
            previous = entry;
            entry = entry.Next;
        }

        if (entry is null)
        {
            // Its siginfo was lost: it looks as if nobody had sent it by kill(2).
            info.Number = number;
            Set &= ~Signal.Bit(number);
            return true;
        }

        Unlink(entry, previous, ref queued);
        info = entry.Info;
        if (!HasAfter(entry.Next, number))
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
                Unlink(entry, previous, ref queued);
            else
                previous = entry;
        }
    }

    /// <summary>True while the signal of the timer with this number waits here.</summary>
    public bool HasTimer(int id)
    {
        for (Entry? entry = _first; entry is not null; entry = entry.Next)
        {
            if (entry.IsReserved && entry.Info.Sender == id)
                return true;
        }

        return false;
    }

    /// <summary>Drops the signal of the timer with this number.</summary>
    public void DiscardTimer(int id, ref int queued)
    {
        Entry? previous = null;
        for (Entry? entry = _first; entry is not null; entry = entry.Next)
        {
            if (entry.IsReserved && entry.Info.Sender == id)
            {
                Unlink(entry, previous, ref queued);
                if (!HasAfter(_first, entry.Info.Number))
                    Set &= ~Signal.Bit(entry.Info.Number);
                return;
            }

            previous = entry;
        }
    }

    private static bool HasAfter(Entry? entry, int number)
    {
        for (; entry is not null; entry = entry.Next)
        {
            if (entry.Info.Number == number)
                return true;
        }

        return false;
    }

    private void Unlink(Entry entry, Entry? previous, ref int queued)
    {
        if (!entry.IsReserved)
            queued--;
        if (previous is null)
            _first = entry.Next;
        else
            previous.Next = entry.Next;
        if (_last == entry)
            _last = previous;
    }

    private sealed class Entry(in SignalInfo info, bool isReserved)
    {
        public readonly SignalInfo Info = info;
        public readonly bool IsReserved = isReserved;
        public Entry? Next;
    }
}
