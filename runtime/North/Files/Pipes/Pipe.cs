using System;

namespace LiteBox.North;

/// <summary>
/// A pipe (pipe(7)): a ring of pages that are allocated as they are first used. Its capacity is a
/// power of two of bytes; the page at ring position p is the one at slot p / 4096.
/// </summary>
public sealed unsafe class Pipe
{
    /// <summary>Bytes that a write puts in as one piece.</summary>
    public const int AtomicSize = 4096;

    /// <summary>Capacity of a new pipe.</summary>
    public const int DefaultCapacity = 64 << 10;

    /// <summary>Largest capacity (/proc/sys/fs/pipe-max-size).</summary>
    public const int MaxCapacity = 1 << 20;

    private const uint PageMask = PagePool.PageSize - 1;

    private nuint[] _pages = new nuint[DefaultCapacity / PagePool.PageSize];

    // Positions only grow; their difference is what is in the pipe.
    private ulong _read;
    private ulong _written;

    /// <summary>Open read ends.</summary>
    public int Readers { get; internal set; }

    /// <summary>Open write ends.</summary>
    public int Writers { get; internal set; }

    /// <summary>Announces data, room and closed ends (masks are <see cref="PollEvents"/>).</summary>
    public WaitQueue Changes { get; } = new();

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

    /// <summary>Sets the capacity (F_SETPIPE_SZ); gives the one it has then. EBUSY when more is waiting, EINVAL, EPERM.</summary>
    public Result Resize(uint capacity)
    {
        if (capacity > 1u << 31)
            return Errno.EINVAL;
        int size = PagePool.PageSize;
        while ((uint)size < capacity)
            size *= 2;
        if (size > MaxCapacity)
            return Errno.EPERM;
        if (size < Count)
            return Errno.EBUSY;
        nuint[] pages = new nuint[size / PagePool.PageSize];
        Pipe copy = new() { _pages = pages };
        while (Count > 0)
        {
            Span<byte> room = copy.Poke();
            ReadOnlySpan<byte> piece = Peek();
            int count = int.Min(room.Length, piece.Length);
            if (count == 0)
            {
                copy.Free();
                return Errno.ENOMEM;
            }

            piece[..count].CopyTo(room);
            copy.Commit(count);
            _read += (uint)count;
        }

        Free();
        _pages = pages;
        _read = 0;
        _written = copy._written;
        Changes.Wake(mask: (uint)PollEvents.Writable);
        return size;
    }

    /// <summary>Gives the pages back, once both ends are closed.</summary>
    internal void Free()
    {
        for (int i = 0; i < _pages.Length; i++)
        {
            if (_pages[i] != 0)
                PagePool.Free(_pages[i]);
            _pages[i] = 0;
        }
    }

    private int Slot(ulong position) => (int)(position / PagePool.PageSize & (uint)(_pages.Length - 1));
}
