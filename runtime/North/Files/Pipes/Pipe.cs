namespace LiteBox.North;

/// <summary>A pipe (pipe(7)).</summary>
public sealed partial class Pipe() : PageRing(DefaultCapacity)
{
    /// <summary>Bytes that a write puts in as one piece.</summary>
    public const int AtomicSize = 4096;

    /// <summary>Capacity of a new pipe.</summary>
    public const int DefaultCapacity = 64 << 10;

    /// <summary>Largest capacity (/proc/sys/fs/pipe-max-size).</summary>
    public const int MaxCapacity = 1 << 20;

    /// <summary>Open read ends.</summary>
    public int Readers { get; internal set; }

    /// <summary>Open write ends.</summary>
    public int Writers { get; internal set; }

    /// <summary>Read ends that were ever opened: who waits for one sees it come even if it is gone again.</summary>
    public ulong ReadersEver { get; private set; }

    /// <summary>Write ends that were ever opened.</summary>
    public ulong WritersEver { get; private set; }

    /// <summary>Announces data, room and closed ends (masks are <see cref="PollEvents"/>).</summary>
    public WaitQueue Changes { get; } = new();

    internal void AddReader()
    {
        Readers++;
        ReadersEver++;
    }

    internal void AddWriter()
    {
        Writers++;
        WritersEver++;
    }

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
        if (size < Count || size / PagePool.PageSize < PagesInUse)
            return Errno.EBUSY;
        Errno error = SetCapacity(size);
        if (error != Errno.None)
            return error;
        Changes.Wake(mask: (uint)PollEvents.Writable);
        return size;
    }
}
