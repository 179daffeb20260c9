using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>Shared memory of System V: shmget(2), shmat(2), shmdt(2), shmctl(2).</summary>
internal static class SharedSegments
{
    // SHMMAX and SHMALL.
    private const ulong Unlimited = ulong.MaxValue - (1UL << 24);

    /// <summary>shmget(2).</summary>
    [Syscall(29, "shmget")]
    public static Result Get(Thread thread, int key, ulong size, int flags)
    {
        const int HugePages = 0x800, NoReserve = 0x1000;
        Errno error = IpcControl.Find(IpcTables.Segments, key, flags, out SharedSegment? segment);
        if (error != Errno.None)
            return error;
        if (segment is not null)
            return segment.Size < size ? Errno.EINVAL : !IpcControl.Allows(thread, segment, flags) ? Errno.EACCES : segment.Id;
        if (size is 0 or > Unlimited)
            return Errno.EINVAL;
        if (Guest.PageUp(size) == 0 || IpcTables.Segments.IsFull)
            return Errno.ENOSPC;
        if ((flags & HugePages) != 0 || (size > Machine.MemorySize && (flags & NoReserve) == 0))
            return Errno.ENOMEM;
        segment = new SharedSegment(thread.Process, key, (uint)flags, size);
        IpcTables.Segments.Add(segment);
        return segment.Id;
    }

    /// <summary>shmat(2): gives the address.</summary>
    [Syscall(30, "shmat")]
    public static Result Attach(Thread thread, int id, ulong address, int flags)
    {
        const int ReadOnly = 0x1000, Round = 0x2000, Remap = 0x4000, Execute = 0x8000;
        if (id < 0)
            return Errno.EINVAL;
        MapFlags mapFlags = address != 0 ? MapFlags.Fixed : 0;
        if (address != 0 && !Guest.IsPageAligned(address))
        {
            if ((flags & Round) == 0)
                return Errno.EINVAL;
            address = Guest.PageDown(address);
            if (address == 0 && (flags & Remap) != 0)
                return Errno.EINVAL;
        }
        else if (address == 0 && (flags & Remap) != 0)
        {
            return Errno.EINVAL;
        }

        bool writes = (flags & ReadOnly) == 0;
        bool executes = (flags & Execute) != 0;
        PageProtection protection = PageProtection.Read | (writes ? PageProtection.Write : 0) | (executes ? PageProtection.Execute : 0);
        Errno error = IpcTables.Segments.Find(id, out SharedSegment? segment);
        if (error != Errno.None)
            return error;
        uint rights = IpcObject.Read | (writes ? IpcObject.Write : 0) | (executes ? 1u : 0);
        if (!segment!.Allows(thread.Process.Credentials, rights))
            return Errno.EACCES;
        if (address != 0 && (flags & Remap) == 0)
        {
            ulong end = unchecked(address + segment.Size);
            if (end < address || (thread.Process.Memory.FirstAfter(address) is { } next && next.Start < end))
                return Errno.EINVAL;
        }

        return segment.Attach(thread.Process, address, protection, writes, mapFlags);
    }

    /// <summary>shmdt(2).</summary>
    [Syscall(67, "shmdt")]
    public static Result Detach(Thread thread, ulong address) =>
        Guest.IsPageAligned(address) ? SharedSegment.Detach(thread.Process, address) : Errno.EINVAL;

    /// <summary>shmctl(2).</summary>
    [Syscall(31, "shmctl")]
    public static Result Control(Thread thread, int id, int command, ulong buffer)
    {
        const int Lock = 11, Unlock = 12, StatusByPlace = 13, Usage = 14, StatusOfAny = 15;
        if (command < 0 || id < 0)
            return Errno.EINVAL;
        IpcTable<SharedSegment> table = IpcTables.Segments;
        switch (command)
        {
            case IpcControl.Info:
                RawLimits limits = new() { MaxSize = Unlimited, MinSize = 1, Most = IpcTables.MostSegments, MostOfProcess = IpcTables.MostSegments, All = Unlimited };
                return Guest.Write(buffer, limits) == Errno.None ? table.HighestPlace : Errno.EFAULT;
            case Usage:
                return Guest.Write(buffer, Sum(table)) == Errno.None ? table.HighestPlace : Errno.EFAULT;
            case IpcControl.Status or StatusByPlace or StatusOfAny:
                bool byPlace = command != IpcControl.Status;
                Errno error = IpcControl.FindForStatus(thread, table, id, byPlace, command == StatusOfAny, out SharedSegment? shown);
                if (error == Errno.None)
                    error = Guest.Write(buffer, new RawStatus(shown!));
                return error != Errno.None ? error : byPlace ? shown!.Id : Result.Success;
            case IpcControl.Set:
                return Guest.Read(buffer, out RawStatus wanted) != Errno.None ? Errno.EFAULT : IpcControl.SetOwner(thread, table, id, wanted.Permissions);
            case IpcControl.RemoveId:
                return IpcControl.Remove(thread, table, id);
            case Lock or Unlock:
                error = IpcControl.FindForOwner(thread, table, id, out SharedSegment? locked);
                if (error == Errno.None)
                    locked!.IsLocked = command == Lock;
                return error;
            default:
                return Errno.EINVAL;
        }
    }

    private static RawUsage Sum(IpcTable<SharedSegment> table)
    {
        RawUsage usage = new() { Count = table.Count };
        for (int i = 0; i < table.PlaceCount; i++)
        {
            if (table.At(i) is not { } segment)
                continue;
            usage.Pages += Guest.PageUp(segment.Size) / Guest.PageSize;
            usage.Resident += segment.Resident;
        }

        return usage;
    }

    /// <summary>struct shmid64_ds.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 112)]
    private struct RawStatus(SharedSegment segment)
    {
        public RawIpcPermissions Permissions = new(segment);
        public ulong Size = segment.Size;
        public long AttachedAt = segment.AttachedAt;
        public long DetachedAt = segment.DetachedAt;
        public long ChangedAt = segment.ChangedAt;
        public int Creator = segment.Creator;
        public int LastUser = segment.LastUser;
        public ulong Attached = segment.Attached;
    }

    /// <summary>struct shminfo64.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 72)]
    private struct RawLimits
    {
        public ulong MaxSize;
        public ulong MinSize;
        public ulong Most;
        public ulong MostOfProcess;
        public ulong All;
    }

    /// <summary>struct shm_info.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 48)]
    private struct RawUsage
    {
        public int Count;
        public ulong Pages;
        public ulong Resident;
    }
}
