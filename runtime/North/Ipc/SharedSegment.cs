namespace LiteBox.North;

/// <summary>A segment of shared memory (shmget(2)): a file without a name, as on Linux, that lives until it is removed.</summary>
public sealed class SharedSegment : IpcObject
{
    // SHM_DEST and SHM_LOCKED of shm_perm.mode.
    private const uint Doomed = 0x200, LockedMark = 0x400;

    private readonly TreeFile _pages;
    private readonly RegularFile _hold;

    /// <summary>A segment of <paramref name="size"/> bytes, all zeros.</summary>
    public SharedSegment(Process creator, int key, uint mode, ulong size)
        : base(creator, key, mode)
    {
        Size = size;
        Creator = creator.Id;
        _pages = FileCalls.CreateInMemory(mode);
        _hold = new RegularFile(_pages, OpenFlags.ReadWrite);
        _ = _pages.Truncate(Guest.PageUp(size));
    }

    /// <summary>Bytes that were asked for.</summary>
    public ulong Size { get; }

    /// <summary>Process that made it.</summary>
    public int Creator { get; }

    /// <summary>Process that attached or detached it last.</summary>
    public int LastUser { get; internal set; }

    /// <summary>Seconds since 1970 of the last shmat(2); 0: never.</summary>
    public long AttachedAt { get; private set; }

    /// <summary>Seconds since 1970 of the last shmdt(2); 0: never.</summary>
    public long DetachedAt { get; private set; }

    /// <summary>Areas of all processes that map it.</summary>
    public ulong Attached { get; private set; }

    /// <summary>Pages that somebody has touched.</summary>
    public ulong Resident => _pages.Blocks / (Guest.PageSize / 512);

    /// <summary>SHM_LOCK: kept and told.</summary>
    public bool IsLocked
    {
        set => Mode = value ? Mode | LockedMark : Mode & ~LockedMark;
    }

    /// <summary>Maps it (shmat(2)); gives the address.</summary>
    public Result Attach(Process process, ulong address, PageProtection protection, bool isWritable, MapFlags flags)
    {
        SegmentFile file = new(this, _pages, isWritable ? OpenFlags.ReadWrite : OpenFlags.ReadOnly);
        ByteBuilder name = new(32);
        name.Append("/SYSV"u8);
        name.AppendDigits((uint)Key, 8);
        name.Append(" (deleted)"u8);
        file.SetName(null, name.Text);
        Result mapped = process.Memory.Map(address, Size, protection, flags | MapFlags.Shared, file);
        file.Release();
        if (!mapped.Failed)
            LastUser = process.Id;
        return mapped;
    }

    /// <summary>Unmaps what was mapped at an address (shmdt(2)), less what was unmapped of it since. EINVAL.</summary>
    public static Errno Detach(Process process, ulong address)
    {
        SegmentFile? file = null;
        ulong end = ulong.MaxValue;
        for (ulong at = address; process.Memory.FirstAfter(at) is { } area && area.Start < end;)
        {
            at = area.End;
            if (area.Source is not SegmentFile mapped || (file is not null && mapped != file) || area.Start < address || area.Start - address != area.Offset)
                continue;
            if (file is null)
            {
                file = mapped;
                file.Segment.LastUser = process.Id;
                end = address + Guest.PageUp(file.Segment.Size);
            }

            _ = process.Memory.Unmap(area.Start, area.Length);
        }

        return file is null ? Errno.EINVAL : Errno.None;
    }

    /// <summary>IPC_RMID: it goes when nobody maps it any more, and nobody finds it by its key.</summary>
    public override void Remove()
    {
        Key = PrivateKey;
        Mode |= Doomed;
        DestroyIfUnused();
    }

    internal void CountAttached(int change)
    {
        Attached = unchecked(Attached + (ulong)change);
        if (change > 0)
            AttachedAt = Now;
        else
            DetachedAt = Now;
        DestroyIfUnused();
    }

    private void DestroyIfUnused()
    {
        if (Attached != 0 || (Mode & Doomed) == 0 || IsRemoved)
            return;
        IsRemoved = true;
        IpcTables.Segments.Remove(this);
        _hold.Release();
    }
}
