using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>sched_setattr(2), sched_getattr(2), ioprio_get(2) and ioprio_set(2).</summary>
internal static class SchedulingAttributes
{
    private const uint SmallestSize = 48;
    private const uint SizeWithClamps = 56;
    private const ulong ResetOnFork = 1;
    private const ulong KeepPolicy = 8;
    private const ulong KeepParameters = 0x10;
    private const ulong Clamps = 0x60;
    private const ulong Known = 0x7F;

    private const int IoClassShift = 13;
    private const int FirstIoKind = 1;

    /// <summary>sched_setattr(2).</summary>
    [Syscall(314, "sched_setattr")]
    [Partly("Real-time and deadline policies are EPERM, as without CAP_SYS_NICE; utilization clamps are EOPNOTSUPP")]
    public static Result Set(Thread thread, int id, ulong address, uint flags)
    {
        if (address == 0 || id < 0 || flags != 0)
            return Errno.EINVAL;
        Errno error = Read(address, out Attributes wanted);
        if (error != Errno.None)
            return error;
        if ((int)wanted.Policy < 0 || (wanted.Flags & ~Known) != 0 || ((wanted.Flags & Clamps) != 0 && wanted.Size < SizeWithClamps))
            return Errno.EINVAL;
        if (Scheduling.Find(thread, id) is not { } target)
            return Errno.ESRCH;
        if ((wanted.Flags & Clamps) != 0)
            return Errno.EOPNOTSUPP;
        bool keepsParameters = (wanted.Flags & KeepParameters) != 0;
        const uint Deadline = 6;
        if (wanted.Policy == Deadline)
            return wanted.Runtime == 0 || wanted.Runtime > wanted.Deadline || wanted.Priority != 0 ? Errno.EINVAL : Errno.EPERM;
        return Scheduling.Set(target, (wanted.Flags & KeepPolicy) != 0 ? target.SchedulingPolicy : (int)wanted.Policy,
            keepsParameters ? 0 : (int)wanted.Priority, (wanted.Flags & ResetOnFork) != 0,
            keepsParameters ? target.Nice : int.Clamp(wanted.Nice, -20, 19));
    }

    /// <summary>sched_getattr(2).</summary>
    [Syscall(315, "sched_getattr")]
    public static Result Get(Thread thread, int id, ulong address, uint size, uint flags)
    {
        if (address == 0 || id < 0 || size > Guest.PageSize || size < SmallestSize || flags != 0)
            return Errno.EINVAL;
        if (Scheduling.Find(thread, id) is not { } target)
            return Errno.ESRCH;
        Attributes now = new()
        {
            Size = uint.Min(size, SizeWithClamps),
            Policy = (uint)target.SchedulingPolicy,
            Flags = target.ResetsScheduling ? ResetOnFork : 0,
            Nice = target.Nice,
            LargestClamp = 1024,
        };
        return Guest.WriteBytes(address, MemoryMarshal.AsBytes(new ReadOnlySpan<Attributes>(in now))[..(int)now.Size]);
    }

    /// <summary>ioprio_get(2): of several threads the highest.</summary>
    [Syscall(252, "ioprio_get")]
    public static Result GetIoPriority(Thread thread, int which, int who)
    {
        if (!ThreadSelection.TryRead(which, FirstIoKind, out ThreadSelection.Kind kind))
            return Errno.EINVAL;
        Result priority = Errno.ESRCH;
        ThreadSelection selected = new(thread, kind, who);
        while (selected.Next() is { } target)
        {
            if (priority.Error != Errno.None || Rank(target.IoPriority) < Rank((int)priority.Value))
                priority = target.IoPriority;
        }

        return priority;
    }

    /// <summary>ioprio_set(2).</summary>
    [Syscall(251, "ioprio_set")]
    [Partly("The priority is kept and told; the host does not see it. The real-time class is EPERM, as without CAP_SYS_ADMIN")]
    public static Result SetIoPriority(Thread thread, int which, int who, int priority)
    {
        const int None = 0;
        const int RealTime = 1;
        const int Idle = 3;
        const int Levels = 8;
        int level = priority & (Levels - 1);
        int @class = priority >> IoClassShift;
        if (@class is < None or > Idle || (@class == None && level != 0))
            return Errno.EINVAL;
        if (@class == RealTime)
            return Errno.EPERM;
        if (!ThreadSelection.TryRead(which, FirstIoKind, out ThreadSelection.Kind kind))
            return Errno.EINVAL;
        Errno error = Errno.ESRCH;
        ThreadSelection selected = new(thread, kind, who);
        while (selected.Next() is { } target)
        {
            target.IoPriority = priority;
            error = Errno.None;
        }

        return error;
    }

    /// <summary>Lower is better. No class counts as the middle of the best-effort one (ioprio.h: IOPRIO_NORM).</summary>
    private static int Rank(int priority) => priority >> IoClassShift == 0 ? 2 << IoClassShift | 4 : priority;

    private static Errno Read(ulong address, out Attributes attributes)
    {
        attributes = default;
        if (Guest.Read(address, out uint size) != Errno.None)
            return Errno.EFAULT;
        if (size == 0)
            size = SmallestSize;
        if (size < SmallestSize || size > Guest.PageSize)
            return Guest.Write(address, SizeWithClamps) == Errno.None ? Errno.E2BIG : Errno.EFAULT;
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<Attributes>(ref attributes));
        if (Guest.ReadBytes(address, bytes[..(int)uint.Min(size, SizeWithClamps)]) != Errno.None)
            return Errno.EFAULT;
        for (uint at = SizeWithClamps; at < size; at++)
        {
            if (Guest.Read(address + at, out byte unknown) != Errno.None)
                return Errno.EFAULT;
            if (unknown != 0)
                return Guest.Write(address, SizeWithClamps) == Errno.None ? Errno.E2BIG : Errno.EFAULT;
        }

        attributes.Size = size;
        return Errno.None;
    }

    /// <summary>struct sched_attr.</summary>
    [StructLayout(LayoutKind.Sequential, Size = (int)SizeWithClamps)]
    private struct Attributes
    {
        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong Runtime;
        public ulong Deadline;
        public ulong Period;
        public uint SmallestClamp;
        public uint LargestClamp;
    }
}
