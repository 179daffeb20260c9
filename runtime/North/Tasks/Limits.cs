using System;

namespace LiteBox.North;

/// <summary>Resource limits of a process (getrlimit(2)).</summary>
public sealed class Limits
{
    /// <summary>RLIM_INFINITY.</summary>
    public const ulong Infinity = ulong.MaxValue;

    /// <summary>Number of resources.</summary>
    public const int Count = 16;

    /// <summary>RLIMIT_CPU: seconds of CPU time.</summary>
    public const int Cpu = 0;

    /// <summary>RLIMIT_FSIZE: bytes of a file that is written.</summary>
    public const int FileSize = 1;

    /// <summary>RLIMIT_DATA: bytes of private writable memory.</summary>
    public const int Data = 2;

    /// <summary>RLIMIT_STACK: bytes of the main thread's stack.</summary>
    public const int Stack = 3;

    /// <summary>RLIMIT_CORE: bytes of a core file.</summary>
    public const int Core = 4;

    /// <summary>RLIMIT_NPROC: threads of the user.</summary>
    public const int Processes = 6;

    /// <summary>RLIMIT_NOFILE: highest descriptor + 1.</summary>
    public const int OpenFiles = 7;

    /// <summary>RLIMIT_MEMLOCK: bytes that may be locked in memory.</summary>
    public const int LockedMemory = 8;

    /// <summary>RLIMIT_AS: bytes of address space.</summary>
    public const int AddressSpace = 9;

    /// <summary>RLIMIT_SIGPENDING: queued signals.</summary>
    public const int PendingSignals = 11;

    /// <summary>RLIMIT_MSGQUEUE: bytes of the user's message queues.</summary>
    public const int MessageQueues = 12;

    /// <summary>RLIMIT_NICE: 20 less the lowest nice value that may be had.</summary>
    public const int Nice = 13;

    private readonly ulong[] _soft = new ulong[Count];
    private readonly ulong[] _hard = new ulong[Count];

    /// <summary>The limits that Linux starts a session with.</summary>
    public Limits()
    {
        for (int i = 0; i < Count; i++)
            _soft[i] = _hard[i] = Infinity;
        _soft[Stack] = 8 << 20;
        _soft[Core] = 0;
        _soft[Processes] = _hard[Processes] = 65_536;
        _soft[OpenFiles] = 1024;
        _hard[OpenFiles] = 1 << 20;
        _soft[LockedMemory] = _hard[LockedMemory] = 8 << 20;
        _soft[PendingSignals] = _hard[PendingSignals] = 65_536;

        // And RLIMIT_RTPRIO.
        _soft[MessageQueues] = _hard[MessageQueues] = 819_200;
        _soft[Nice] = _hard[Nice] = 0;
        _soft[14] = _hard[14] = 0;
    }

    /// <summary>A copy, for a child.</summary>
    internal Limits(Limits other)
    {
        other._soft.AsSpan().CopyTo(_soft);
        other._hard.AsSpan().CopyTo(_hard);
    }

    /// <summary>The limit in force.</summary>
    public ulong this[int resource] => _soft[resource];

    /// <summary>The highest value that the limit in force may be set to.</summary>
    public ulong Hard(int resource) => _hard[resource];

    /// <summary>Sets both. EINVAL when soft exceeds hard; EPERM when the hard limit would rise without privilege.</summary>
    public Errno Set(int resource, ulong soft, ulong hard, bool privileged)
    {
        if (soft > hard)
            return Errno.EINVAL;
        if (hard > _hard[resource] && !privileged)
            return Errno.EPERM;
        if (resource == OpenFiles && hard > 1 << 20)
            return Errno.EPERM;
        _soft[resource] = soft;
        _hard[resource] = hard;
        return Errno.None;
    }

    /// <summary>The limit in force becomes one more, though not above the hard one.</summary>
    internal void Prolong(int resource) => _soft[resource] = ulong.Min(_soft[resource] + 1, _hard[resource]);
}
