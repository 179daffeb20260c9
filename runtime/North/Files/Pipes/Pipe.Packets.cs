using System.Collections.Generic;

namespace LiteBox.North;

/// <content>
/// Packet mode (O_DIRECT, pipe(2)): each write of an end in it is a packet, or several of <see cref="AtomicSize"/>, and a read takes no more
/// than one. Each fills a page of the capacity, however short it is.
/// </content>
public sealed partial class Pipe
{
    // What waits, as long as a packet is among it: the length of each packet, and as a negative number that of the bytes between two.
    private List<int>? _pieces;

    private int PagesInUse
    {
        get
        {
            if (_pieces is null)
                return (Count + PagePool.PageSize - 1) / PagePool.PageSize;
            int pages = 0;
            for (int i = 0; i < _pieces.Count; i++)
                pages += _pieces[i] > 0 ? 1 : (PagePool.PageSize - 1 - _pieces[i]) / PagePool.PageSize;
            return pages;
        }
    }

    /// <summary>Whether what was put in last is no packet.</summary>
    internal bool EndsInBytes => Count != 0 && (_pieces is null || _pieces[^1] < 0);

    /// <summary>Whether as many bytes fit; as a packet, which no other bytes share a page with.</summary>
    internal bool HasRoom(long count, bool asPacket) =>
        Room >= count && (!asPacket || PagesInUse < Capacity / PagePool.PageSize);

    /// <summary>How many bytes belong together at the front, and whether they are a packet.</summary>
    internal int First(out bool isPacket)
    {
        isPacket = _pieces is not null && _pieces[0] > 0;
        return _pieces is null ? Count : _pieces[0] < 0 ? -_pieces[0] : _pieces[0];
    }

    /// <summary>Says what the bytes are that were put in last.</summary>
    internal void Added(int count, bool asPacket)
    {
        if (count == 0 || (_pieces is null && !asPacket))
            return;
        if (_pieces is null)
        {
            _pieces = new List<int>();
            if (Count > count)
                _pieces.Add(count - Count);
        }

        int last = _pieces.Count - 1;
        if (!asPacket && _pieces[last] < 0)
            _pieces[last] -= count;
        else
            _pieces.Add(asPacket ? count : -count);
    }

    /// <summary>Takes bytes out; of a packet too, of which the rest stays one.</summary>
    internal void Consume(int count)
    {
        Skip(count);
        while (_pieces is not null && count != 0)
        {
            int piece = _pieces[0], length = piece < 0 ? -piece : piece, part = int.Min(length, count);
            count -= part;
            if (part != length)
                _pieces[0] = piece < 0 ? piece + part : piece - part;
            else if (_pieces.Count != 1)
                _pieces.RemoveAt(0);
            else
                _pieces = null;
        }
    }
}
