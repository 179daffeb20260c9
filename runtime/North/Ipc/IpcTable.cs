using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>
/// The objects of one kind, by number and by key. Numbers are given as Linux gives them: places go round, and each round has a
/// sequence number, so that the number of what is gone does not soon mean something else.
/// </summary>
public sealed class IpcTable<T>(int most)
    where T : IpcObject
{
    private const int PlaceBits = 15, SmallestRound = 64, MostRounds = int.MaxValue >> PlaceBits;

    private readonly List<T?> _places = new();
    private int _last = -1;
    private int _round;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many there are places for that anything was ever put in.</summary>
    public int PlaceCount => _places.Count;

    /// <summary>True when no more can be added: ENOSPC.</summary>
    public bool IsFull => Count >= most;

    /// <summary>The highest place in use, which the IPC_INFO calls give; 0 when there is none.</summary>
    public int HighestPlace
    {
        get
        {
            int place = _places.Count - 1;
            while (place > 0 && _places[place] is null)
                place--;
            return int.Max(place, 0);
        }
    }

    /// <summary>What is at a place; null: nothing.</summary>
    public T? At(int place) => (uint)place < (uint)_places.Count ? _places[place] : null;

    /// <summary>What has a key; null: nothing, as for the key that is nobody's.</summary>
    public T? FindKey(int key)
    {
        for (int i = 0; key != IpcObject.PrivateKey && i < _places.Count; i++)
        {
            if (_places[i] is { } found && found.Key == key)
                return found;
        }

        return null;
    }

    /// <summary>What has a number. EINVAL; EIDRM when another has its place now.</summary>
    public Errno Find(int id, out T? found)
    {
        found = id < 0 ? null : At(id & ((1 << PlaceBits) - 1));
        if (found is null)
            return Errno.EINVAL;
        return found.Id == id ? Errno.None : Errno.EIDRM;
    }

    /// <summary>Gives a new object its number. The table is not full.</summary>
    public void Add(T added)
    {
        int round = int.Max(Count * 3 / 2, SmallestRound);
        int place = _last + 1;
        for (int i = 0; i <= round; i++, place++)
        {
            if (place >= round)
                place = 0;
            if (place >= _places.Count || _places[place] is null)
                break;
        }

        if (place <= _last)
            _round = _round + 1 >= MostRounds ? 0 : _round + 1;
        _last = place;
        while (_places.Count <= place)
            _places.Add(null);
        _places[place] = added;
        added.Id = (_round << PlaceBits) + place;
        Count++;
    }

    /// <summary>Forgets an object.</summary>
    internal void Remove(T removed)
    {
        _places[removed.Id & ((1 << PlaceBits) - 1)] = null;
        Count--;
    }
}
