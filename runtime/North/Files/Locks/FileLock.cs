namespace LiteBox.North;

/// <summary>A lock that is held. The range is that of a record lock; one of flock(2) covers the whole file.</summary>
public sealed class FileLock(object owner, int processId, ulong start, ulong end, bool exclusive)
{
    /// <summary>The process (POSIX) or the open file description (OFD and flock) that holds it.</summary>
    public object Owner { get; } = owner;

    /// <summary>l_pid of F_GETLK: the process, or -1 for an open file description.</summary>
    public int ProcessId { get; } = processId;

    /// <summary>First byte.</summary>
    public ulong Start { get; set; } = start;

    /// <summary>Byte after the last.</summary>
    public ulong End { get; set; } = end;

    /// <summary>True for a write lock.</summary>
    public bool Exclusive { get; } = exclusive;

    internal bool Overlaps(ulong start, ulong end) => Start < end && start < End;
}
