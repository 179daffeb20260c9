using System;
using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>Limits and usage of resources, and what there is to know about the machine.</summary>
internal static class Resources
{
    private const int FieldSize = 65;

    /// <summary>getrlimit(2).</summary>
    [Syscall(97, "getrlimit")]
    public static Result GetLimit(Thread thread, int resource, ulong limit) =>
        limit == 0 && (uint)resource < Limits.Count ? Errno.EFAULT : Limit(thread, 0, resource, 0, limit);

    /// <summary>setrlimit(2).</summary>
    [Syscall(160, "setrlimit")]
    public static Result SetLimit(Thread thread, int resource, ulong limit) =>
        Guest.Read(limit, out RawLimit _) != Errno.None ? Errno.EFAULT : Limit(thread, 0, resource, limit, 0);

    /// <summary>prlimit64(2).</summary>
    [Syscall(302, "prlimit64")]
    public static Result Limit(Thread thread, int pid, int resource, ulong limit, ulong old)
    {
        if ((uint)resource >= Limits.Count)
            return Errno.EINVAL;
        RawLimit wanted = default;
        if (limit != 0 && Guest.Read(limit, out wanted) != Errno.None)
            return Errno.EFAULT;
        Process? process = pid == 0 ? thread.Process : Kernel.FindThread(pid)?.Process;
        if (process is null)
            return Errno.ESRCH;
        RawLimit before = new() { Soft = process.Limits[resource], Hard = process.Limits.Hard(resource) };
        if (limit != 0)
        {
            Errno error = process.Limits.Set(resource, wanted.Soft, wanted.Hard, thread.Process.Credentials.IsPrivileged);
            if (error != Errno.None)
                return error;
            if (Capability.Timers && resource == Limits.Cpu)
                process.WatchCpuLimit();
        }

        return old == 0 ? Result.Success : Guest.Write(old, before);
    }

    /// <summary>getrusage(2).</summary>
    [Syscall(98, "getrusage")]
    public static Result GetUsage(Thread thread, int who, ulong usage)
    {
        const int Own = 0;
        const int Children = -1;
        const int OwnThread = 1;
        if (who is not (Own or Children or OwnThread))
            return Errno.EINVAL;
        Process process = thread.Process;
        RawUsage raw = who == Children
            ? new RawUsage(process.ChildrenCpuTime, process.ChildrenPeakBytes)
            : new RawUsage(long.Max(Host.CpuTime(who == OwnThread), 0), process.Memory.PeakBytes);
        return Guest.Write(usage, raw);
    }

    /// <summary>times(2): in ticks of 10 ms.</summary>
    [Syscall(100, "times")]
    public static Result Times(Thread thread, ulong times)
    {
        const long Tick = 10_000_000;
        if (times != 0)
        {
            RawTimes raw = new()
            {
                User = long.Max(Host.CpuTime(thread: false), 0) / Tick,
                ChildrenUser = thread.Process.ChildrenCpuTime / Tick,
            };
            if (Guest.Write(times, raw) != Errno.None)
                return Errno.EFAULT;
        }

        return Clock.Monotonic / Tick;
    }

    /// <summary>sysinfo(2).</summary>
    [Syscall(99, "sysinfo")]
    public static Result SystemInfo(Thread thread, ulong info)
    {
        RawSystemInfo raw = new()
        {
            Uptime = Clock.Monotonic / Clock.Second,
            TotalMemory = Machine.MemorySize,
            FreeMemory = Machine.FreeMemory(thread.Process),
            Processes = (ushort)int.Min(Kernel.ThreadCount, ushort.MaxValue),
            Unit = 1,
        };
        return Guest.Write(info, raw);
    }

    /// <summary>uname(2).</summary>
    [Syscall(63, "uname")]
    public static Result Name(Thread thread, ulong name)
    {
        Span<byte> fields = stackalloc byte[6 * FieldSize];
        fields.Clear();
        "Linux"u8.CopyTo(fields);
        Kernel.HostName.AsSpan().CopyTo(fields[FieldSize..]);
        Machine.Release.CopyTo(fields[(2 * FieldSize)..]);
        Machine.Version.CopyTo(fields[(3 * FieldSize)..]);
        "x86_64"u8.CopyTo(fields[(4 * FieldSize)..]);
        ReadOnlySpan<byte> domain = Kernel.DomainName;
        (domain.Length == 0 ? "(none)"u8 : domain).CopyTo(fields[(5 * FieldSize)..]);
        return Guest.WriteBytes(name, fields);
    }

    /// <summary>sethostname(2).</summary>
    [Syscall(170, "sethostname")]
    public static Result SetHostName(Thread thread, ulong name, int length)
    {
        if (!thread.Process.Credentials.IsPrivileged)
            return Errno.EPERM;
        if (length is < 0 or >= FieldSize)
            return Errno.EINVAL;
        byte[] bytes = new byte[length];
        if (Guest.ReadBytes(name, bytes) != Errno.None)
            return Errno.EFAULT;
        Kernel.HostName = bytes;
        return Result.Success;
    }

    /// <summary>getrandom(2): never blocks, all sources are one.</summary>
    [Syscall(318, "getrandom")]
    public static Result GetRandom(Thread thread, ulong buffer, ulong count, uint flags)
    {
        const uint NonBlocking = 1;
        const uint Blocking = 2;
        const uint Insecure = 4;
        if ((flags & ~(NonBlocking | Blocking | Insecure)) != 0 || (flags & (Blocking | Insecure)) == (Blocking | Insecure))
            return Errno.EINVAL;
        count = ulong.Min(count, int.MaxValue);
        Span<byte> bytes = stackalloc byte[256];
        ulong done = 0;
        while (done < count)
        {
            Span<byte> part = bytes[..(int)ulong.Min(count - done, (ulong)bytes.Length)];
            Host.FillRandom(part);
            int copied = Host.CopyToGuest(buffer + done, part);
            done += (ulong)copied;
            if (copied != part.Length)
                return done == 0 ? Errno.EFAULT : (long)done;
            if (thread.Block.PendingWork != 0 && thread.IsInterrupted)
                break;
        }

        return (long)done;
    }

    private struct RawLimit
    {
        public ulong Soft;
        public ulong Hard;
    }

    /// <summary>struct tms. All CPU time counts as user time.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 32)]
    private struct RawTimes
    {
        [FieldOffset(0)] public long User;
        [FieldOffset(16)] public long ChildrenUser;
    }

    [StructLayout(LayoutKind.Sequential, Size = 112)]
    private struct RawSystemInfo
    {
        public long Uptime;
        public ulong Load1;
        public ulong Load5;
        public ulong Load15;
        public ulong TotalMemory;
        public ulong FreeMemory;
        public ulong SharedMemory;
        public ulong BufferMemory;
        public ulong TotalSwap;
        public ulong FreeSwap;
        public ushort Processes;
        public ulong TotalHigh;
        public ulong FreeHigh;
        public uint Unit;
    }
}
