using System;

namespace LiteBox.North;

/// <summary>
/// Bytes on their way from writers to readers: a ring of pages that are allocated as they are first used. Its capacity is
/// a power of two of bytes; the page at ring position p is the one at slot p / 4096.
/// </summary>
public unsafe class PageRing
{
    private const uint PageMask = PagePool.PageSize - 1;

    private nuint[] _pages;

    // Positions only grow; their difference is what is in the ring.
    private ulong _read;
    private ulong _written;

    /// <summary>An empty ring; the capacity is a power of two of at least a page.</summary>
    public PageRing(int capacity) => _pages = new nuint[capacity / PagePool.PageSize];

    /// <summary>Bytes that are waiting.</summary>
    public int Count => (int)(_written - _read);

    /// <summary>Bytes that fit.</summary>
    public int Capacity => _pages.Length * PagePool.PageSize;

    /// <summary>Bytes that still fit.</summary>
    public int Room => Capacity - Count;

    /// <summary>What can be read, in one piece, without taking it.</summary>
    public ReadOnlySpan<byte> Peek(int skip = 0)
    {
        ulong at = _read + (uint)skip;
        if (at >= _written)
            return default;
        int start = (int)(at & PageMask);
        int length = (int)ulong.Min(_written - at, PagePool.PageSize - (uint)start);
        return new ReadOnlySpan<byte>((byte*)_pages[Slot(at)] + start, length);
    }

    /// <summary>Takes bytes out that <see cref="Peek"/> showed.</summary>
    public void Skip(int count)
    {
        _read += (uint)count;

        // An empty pipe starts over at its first page: one that is never full stays in the cache.
        if (_read == _written)
            _read = _written = 0;
    }

    /// <summary>Room to write in one piece; empty when the pipe is full or memory has run out.</summary>
    public Span<byte> Poke()
    {
        int room = Room;
        if (room == 0)
            return default;
        ref nuint page = ref _pages[Slot(_written)];
        if (page == 0)
            page = PagePool.Allocate();
        if (page == 0)
            return default;
        int start = (int)(_written & PageMask);
        return new Span<byte>((byte*)page + start, int.Min(room, PagePool.PageSize - start));
    }

    /// <summary>The first bytes of what <see cref="Poke"/> gave are data now.</summary>
    public void Commit(int count) => _written += (uint)count;

    /// <summary>The last bytes that became data are none again.</summary>
    public void Uncommit(int count) => _written -= (uint)count;

    /// <summary>Sets the capacity, which what is waiting fits in. ENOMEM; then nothing has changed.</summary>
    protected Errno SetCapacity(int capacity)
    {
        PageRing copy = new(capacity);
        for (int done = 0; done < Count;)
        {
            Span<byte> room = copy.Poke();
            ReadOnlySpan<byte> piece = Peek(done);
            int count = int.Min(room.Length, piece.Length);
            if (count == 0)
            {
                copy.Free();
                return Errno.ENOMEM;
            }

            piece[..count].CopyTo(room);
            copy.Commit(count);
            done += count;
        }

        Free();
        _pages = copy._pages;
        _written = copy._written;
        return Errno.None;
    }

    /// <summary>Gives the pages back, with what is in them.</summary>
    public void Free()
    {
        _read = _written = 0;
        for (int i = 0; i < _pages.Length; i++)
        {
            if (_pages[i] != 0)
                PagePool.Free(_pages[i]);
            _pages[i] = 0;
        }
    }

    private int Slot(ulong position) => (int)(position / PagePool.PageSize & (uint)(_pages.Length - 1));
}
