using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>
/// The locks on a file: record locks of processes and of open file descriptions (fcntl(2)), which exclude each other,
/// and those of flock(2), which stand apart.
/// </summary>
public sealed class FileLocks
{
    // Nobody tells when a lock outside is given up.
    private const long HostPatience = 5_000_000;

    // The file of the host where others are to be excluded too; null: it is only known in here.
    private readonly GrantedFile? _host;

    private readonly List<FileLock> _records = new();
    private readonly List<FileLock> _wholes = new();
    private readonly WaitQueue _released = new();

    // Processes that wait for record locks of others, to see circles. Of open file descriptions none are told (fcntl(2)).
    private static readonly List<Blocked> s_blocked = new();

    private sealed class Blocked(Process process, object by)
    {
        public readonly Process Process = process;
        public object By = by;
    }

    /// <summary>The locks of an inode, made when they are first needed.</summary>
    public static FileLocks Of(Inode inode) => inode.Locks ??= new FileLocks(inode);

    private FileLocks(Inode inode)
    {
        if (Capability.HostDirectories)
            _host = inode as GrantedFile;
    }

    /// <summary>A lock of another owner that stands in the way of a record lock; null when none does.</summary>
    public FileLock? FindConflict(object owner, ulong start, ulong end, bool exclusive)
    {
        if (FindConflict(_records, owner, start, end, exclusive) is { } conflict)
            return conflict;
        if (!Capability.HostDirectories || _host is null || _host.OpenLocker(out int handle) != Errno.None)
            return null;
        HostLock kind = exclusive ? HostLock.Exclusive : HostLock.Shared;
        Errno error = HostDirectories.FindLock(handle, ref kind, ref start, ref end);
        return error != Errno.None || kind == HostLock.None ? null : new FileLock(_host, 0, start, end, kind == HostLock.Exclusive);
    }

    /// <summary>
    /// Takes a record lock, in place of what the owner has in the range. EAGAIN, or with <paramref name="wait"/>
    /// ERESTARTSYS when a signal came first.
    /// </summary>
    public Errno LockRecord(Thread thread, object owner, int processId, ulong start, ulong end, bool exclusive, bool wait)
    {
        Errno error = WaitFor(thread, _records, owner, start, end, exclusive, wait);
        while (Capability.HostDirectories && error == Errno.None && _host is not null)
        {
            error = _host.OpenLocker(out int handle);
            if (error == Errno.None)
                error = HostDirectories.Lock(handle, exclusive ? HostLock.Exclusive : HostLock.Shared, start, end);
            if (error != Errno.EAGAIN || !wait)
                break;
            error = WaitForHost(thread);
            if (error == Errno.None)
                error = WaitFor(thread, _records, owner, start, end, exclusive, wait);
        }

        if (error != Errno.None)
            return error;
        Cut(owner, start, end);
        // With its neighbours of the same kind it becomes one, as F_GETLK shows it.
        for (int i = _records.Count - 1; i >= 0; i--)
        {
            FileLock held = _records[i];
            if (held.Owner != owner || held.Exclusive != exclusive || held.End < start || held.Start > end)
                continue;
            start = ulong.Min(start, held.Start);
            end = ulong.Max(end, held.End);
            _records.RemoveAt(i);
        }

        _records.Add(new FileLock(owner, processId, start, end, exclusive));
        _released.Wake();
        return Errno.None;
    }

    /// <summary>Gives up the owner's record locks in a range.</summary>
    public void UnlockRecord(object owner, ulong start, ulong end)
    {
        Cut(owner, start, end);
        UnlockOnHost(start, end);
        _released.Wake();
    }

    /// <summary>Takes a lock of flock(2), in place of the one the owner has. EAGAIN, ERESTARTSYS.</summary>
    public Errno LockWhole(Thread thread, OpenFile owner, bool exclusive, bool wait)
    {
        // A conversion gives the old lock up first, as Linux does: flock(2) says it is not atomic.
        RemoveAll(_wholes, owner);
        Errno error = WaitFor(thread, _wholes, owner, 0, ulong.MaxValue, exclusive, wait);
        while (Capability.HostDirectories && error == Errno.None && _host is not null)
        {
            error = _host.OpenLocker(out int handle);
            if (error == Errno.None)
                error = HostDirectories.LockWhole(handle, exclusive ? HostLock.Exclusive : HostLock.Shared);
            if (error != Errno.EAGAIN || !wait)
                break;
            error = WaitForHost(thread);
            if (error == Errno.None)
                error = WaitFor(thread, _wholes, owner, 0, ulong.MaxValue, exclusive, wait);
        }

        if (error == Errno.None)
            _wholes.Add(new FileLock(owner, -1, 0, ulong.MaxValue, exclusive));
        _released.Wake();
        return error;
    }

    /// <summary>Gives up the owner's lock of flock(2).</summary>
    public void UnlockWhole(OpenFile owner)
    {
        RemoveAll(_wholes, owner);
        UnlockWholeOnHost();
        _released.Wake();
    }

    /// <summary>Gives up everything an owner has.</summary>
    public void ReleaseOwner(object owner)
    {
        RemoveAll(_records, owner);
        RemoveAll(_wholes, owner);
        UnlockOnHost(0, ulong.MaxValue);
        UnlockWholeOnHost();
        _released.Wake();
    }

    private Errno WaitForHost(Thread thread) =>
        _released.Wait(thread, Clock.DeadlineAfter(HostPatience)) == WakeReason.Interrupted ? Errno.ERESTARTSYS : Errno.None;

    /// <summary>Gives up on the host what nobody in here has locked any more. What others in here have is shared, and stays.</summary>
    private void UnlockOnHost(ulong start, ulong end)
    {
        if (!Capability.HostDirectories || _host is null || _host.OpenLocker(out int handle) != Errno.None)
            return;
        while (start < end)
        {
            ulong next = end, held = 0;
            for (int i = 0; i < _records.Count; i++)
            {
                if (_records[i].Start <= start && _records[i].End > start)
                    held = _records[i].End;
                else if (_records[i].Start > start)
                    next = ulong.Min(next, _records[i].Start);
            }

            if (held == 0)
                _ = HostDirectories.Lock(handle, HostLock.None, start, next);
            start = held == 0 ? next : held;
        }
    }

    private void UnlockWholeOnHost()
    {
        if (Capability.HostDirectories && _host is not null && _wholes.Count == 0 && _host.OpenLocker(out int handle) == Errno.None)
            _ = HostDirectories.LockWhole(handle, HostLock.None);
    }

    private Errno WaitFor(Thread thread, List<FileLock> locks, object owner, ulong start, ulong end, bool exclusive, bool wait)
    {
        Blocked? blocked = null;
        Errno error = Errno.None;
        while (error == Errno.None && FindConflict(locks, owner, start, end, exclusive) is { } conflict)
        {
            if (!wait)
                return Errno.EAGAIN;
            if (owner is Process process)
            {
                if (IsCircle(process, conflict.Owner))
                {
                    error = Errno.EDEADLOCK;
                    break;
                }

                if (blocked is null)
                    s_blocked.Add(blocked = new Blocked(process, conflict.Owner));
                blocked.By = conflict.Owner;
            }

            if (_released.Wait(thread) == WakeReason.Interrupted)
                error = Errno.ERESTARTSYS;
        }

        if (blocked is not null)
            s_blocked.Remove(blocked);
        return error;
    }

    /// <summary>True when the holder of a lock waits, over however many others, for the process itself.</summary>
    private static bool IsCircle(Process process, object holder)
    {
        for (int steps = 0; steps <= s_blocked.Count; steps++)
        {
            if (holder == process)
                return true;
            Blocked? next = null;
            for (int i = 0; i < s_blocked.Count && next is null; i++)
                next = s_blocked[i].Process == holder ? s_blocked[i] : null;
            if (next is null)
                return false;
            holder = next.By;
        }

        return false;
    }

    private static FileLock? FindConflict(List<FileLock> locks, object owner, ulong start, ulong end, bool exclusive)
    {
        for (int i = 0; i < locks.Count; i++)
        {
            FileLock held = locks[i];
            if (held.Owner != owner && (exclusive || held.Exclusive) && held.Overlaps(start, end))
                return held;
        }

        return null;
    }

    /// <summary>Takes a range out of the owner's record locks; one that reaches over both ends becomes two.</summary>
    private void Cut(object owner, ulong start, ulong end)
    {
        for (int i = _records.Count - 1; i >= 0; i--)
        {
            FileLock held = _records[i];
            if (held.Owner != owner || !held.Overlaps(start, end))
                continue;
            if (held.Start < start && held.End > end)
            {
                _records.Add(new FileLock(owner, held.ProcessId, end, held.End, held.Exclusive));
                held.End = start;
            }
            else if (held.Start < start)
            {
                held.End = start;
            }
            else if (held.End > end)
            {
                held.Start = end;
            }
            else
            {
                _records.RemoveAt(i);
            }
        }
    }

    private static void RemoveAll(List<FileLock> locks, object owner)
    {
        for (int i = locks.Count - 1; i >= 0; i--)
        {
            if (locks[i].Owner == owner)
                locks.RemoveAt(i);
        }
    }
}
