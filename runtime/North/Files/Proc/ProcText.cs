using System;

namespace LiteBox.North;

/// <summary>The texts of /proc and /sys, in the format of Linux (proc(5)).</summary>
internal static partial class ProcText
{
    private static byte[]? s_bootId;

    /// <summary>Writes a text. The id is that of a thread, or a descriptor for fdinfo.</summary>
    public static void Write(ref ByteBuilder text, ProcKind kind, Thread thread, Process process, int id)
    {
        if (!Capability.ProcessFiles)
        {
            WriteForLibraries(ref text, kind, process);
            return;
        }

        switch (kind)
        {
            case ProcKind.CommandLine when Capability.Processes && process.Memory != thread.Process.Memory:
                // The memory of another process is out of reach: as it was started.
                text.Append(process.IsZombie ? default : process.CommandLine);
                break;
            case ProcKind.CommandLine: CopyFromProgram(ref text, process.Layout.ArgumentsStart, process.Layout.ArgumentsEnd); break;
            case ProcKind.Environment or ProcKind.AuxiliaryVector when Capability.Processes && process.Memory != thread.Process.Memory: break;
            case ProcKind.Environment: CopyFromProgram(ref text, process.Layout.EnvironmentStart, process.Layout.EnvironmentEnd); break;
            case ProcKind.AuxiliaryVector:
                CopyFromProgram(ref text, process.Layout.AuxiliaryVector, process.Layout.AuxiliaryVector + process.Layout.AuxiliaryVectorSize);
                break;
            case ProcKind.Name: WriteName(ref text, Named(process, id)); text.Append((byte)'\n'); break;
            case ProcKind.Maps or ProcKind.MapsInDetail or ProcKind.MapsTogether when process.IsZombie: break;
            case ProcKind.Maps: WriteMaps(ref text, process); break;
            case ProcKind.ProcessStat: WriteProcessStat(ref text, process, id); break;
            case ProcKind.ProcessStatm: WriteStatm(ref text, process); break;
            case ProcKind.Status: WriteStatus(ref text, process, id); break;
            case ProcKind.Limits: WriteLimits(ref text, process); break;
            case ProcKind.Mounts: WriteMounts(ref text); break;
            case ProcKind.MountInfo: WriteMountInfo(ref text); break;
            case ProcKind.MapsInDetail or ProcKind.MapsTogether: WriteSmaps(ref text, process, kind == ProcKind.MapsTogether); break;
            case ProcKind.ControlGroup: text.Append("0::/\n"u8); break;
            case ProcKind.OutOfMemoryScore:
                text.AppendSigned(process.OutOfMemoryScore);
                text.Append((byte)'\n');
                break;
            case ProcKind.CoreFilter:
                text.AppendDigits(process.CoreFilter, 8);
                text.Append((byte)'\n');
                break;
            case ProcKind.DescriptorInfo: WriteDescriptor(ref text, process, id); break;
            case >= ProcKind.CacheLevel and <= ProcKind.PackageList when Capability.SystemFiles: SysCpu.Write(ref text, kind, id); break;
            default: WriteMachine(ref text, kind, process); break;
        }
    }

    /// <summary>The files of <c>ProcTree.FillForLibraries</c> and their like in /sys.</summary>
    private static void WriteForLibraries(ref ByteBuilder text, ProcKind kind, Process process)
    {
        switch (kind)
        {
            case ProcKind.Maps: WriteMaps(ref text, process); break;
            case ProcKind.MemoryInfo: WriteMemoryInfo(ref text, process); break;
            case ProcKind.Stat: WriteStat(ref text); break;
            case ProcKind.CpuRange: WriteCpuRange(ref text); break;
            case ProcKind.GroupsMax: text.Append("65536\n"u8); break;
            default: text.Append("0\n"u8); break;
        }
    }

    private static void WriteMachine(ref ByteBuilder text, ProcKind kind, Process process)
    {
        switch (kind)
        {
            case ProcKind.UnixSockets when Capability.Sockets: UnixNames.Write(ref text); break;
            case ProcKind.SharedSegments when Capability.SystemVIpc: WriteSegments(ref text); break;
            case ProcKind.SemaphoreSets when Capability.SystemVIpc: WriteSets(ref text); break;
            case ProcKind.MessageQueues when Capability.SystemVIpc: WriteQueues(ref text); break;
            case ProcKind.CpuInfo: WriteCpuInfo(ref text); break;
            case ProcKind.MemoryInfo: WriteMemoryInfo(ref text, process); break;
            case ProcKind.Stat: WriteStat(ref text); break;
            case ProcKind.Uptime: WriteUptime(ref text); break;
            case ProcKind.Load: WriteLoad(ref text, process); break;
            case ProcKind.Version:
                text.Append("Linux version "u8);
                text.Append(Machine.Release);
                text.Append(" (litebox) "u8);
                text.Append(Machine.Version);
                text.Append((byte)'\n');
                break;
            case ProcKind.FileSystems: text.Append("nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tpipefs\nnodev\toverlay\n"u8); break;
            case ProcKind.OsRelease: Line(ref text, Machine.Release); break;
            case ProcKind.OsType: Line(ref text, "Linux"u8); break;
            case ProcKind.HostName: Line(ref text, Kernel.HostName); break;
            case ProcKind.Uuid: Line(ref text, MakeUuid()); break;
            case ProcKind.BootId: Line(ref text, s_bootId ??= MakeUuid()); break;
            case ProcKind.CpuRange: WriteCpuRange(ref text); break;
            case ProcKind.NodeMask when Capability.SystemFiles: SysCpu.Write(ref text, ProcKind.PackageMask, 0); break;
            case ProcKind.NodeMemory: WriteNodeMemory(ref text, process); break;
            case ProcKind.GroupMemory: text.AppendFormat("%d\n"u8, process.Memory.DataBytes + PagePool.Used * PagePool.PageSize); break;
            case ProcKind.GroupProcesses: WriteProcesses(ref text); break;
            case ProcKind.GroupStatistics: WriteGroupStatistics(ref text, process); break;
            default: text.AppendFormat("%d\n"u8, NumberIn(kind)); break;
        }
    }

    private static ulong NumberIn(ProcKind kind) => kind switch
    {
        ProcKind.PidMax => 4194304,
        ProcKind.GroupProcessCount => (uint)Kernel.ThreadCount,
        ProcKind.GroupsMax => 65536,
        ProcKind.LastCapability => 40,
        ProcKind.ThreadsMax => 65536,
        ProcKind.EntropyAvailable => 256,
        ProcKind.MaxMapCount => (uint)Memory.MaxAreas,
        ProcKind.MinMapAddress => Host.GuestStart,
        ProcKind.FileMax => long.MaxValue,
        ProcKind.OpenMax => 1 << 20,
        ProcKind.PipeMax => (uint)Pipe.MaxCapacity,
        _ => 0,
    };

    private static void Line(ref ByteBuilder text, scoped ReadOnlySpan<byte> value)
    {
        text.Append(value);
        text.Append((byte)'\n');
    }

    private static byte[] MakeUuid()
    {
        Span<byte> random = stackalloc byte[16];
        Host.FillRandom(random);
        random[6] = (byte)((random[6] & 0x0F) | 0x40);
        random[8] = (byte)((random[8] & 0x3F) | 0x80);
        ByteBuilder text = new(36);
        for (int i = 0; i < random.Length; i++)
        {
            if (i is 4 or 6 or 8 or 10)
                text.Append((byte)'-');
            text.AppendDigits(random[i], 2);
        }

        return text.ToArray();
    }

    private static void WriteCpuInfo(ref ByteBuilder text)
    {
        ulong count = (uint)Host.CpuCount;
        for (ulong i = 0; i < count; i++)
        {
            text.AppendFormat("processor\t: %d\n"u8, i);
            if (Capability.SystemFiles)
                CpuIdentity.WriteModel(ref text);
            text.AppendFormat("physical id\t: 0\nsiblings\t: %d\ncore id\t\t: %d\ncpu cores\t: %d\napicid\t\t: %d\nfpu\t\t: yes\nwp\t\t: yes\nflags\t\t:"u8, count, i, count, i);
            if (Capability.SystemFiles)
                CpuIdentity.WriteFeatures(ref text);
            else
                text.Append(" fpu tsc cx8 cmov mmx fxsr sse sse2 syscall nx lm"u8);
            text.Append("\nclflush size\t: 64\ncache_alignment\t: 64\naddress sizes\t: 46 bits physical, 48 bits virtual\n\n"u8);
        }
    }

    private static void WriteProcesses(ref ByteBuilder text)
    {
        for (Process? next = Kernel.NextProcess(0); next is not null; next = Kernel.NextProcess(next.Id))
            text.AppendFormat("%d\n"u8, (uint)next.Id);
    }

    private static void WriteGroupStatistics(ref ByteBuilder text, Process process) =>
        text.AppendFormat("anon %d\nfile %d\nkernel 0\nshmem 0\ninactive_anon 0\nactive_anon %d\ninactive_file 0\nactive_file %d\n"u8,
            process.Memory.DataBytes, PagePool.Used * PagePool.PageSize, process.Memory.DataBytes, PagePool.Used * PagePool.PageSize);

    internal static void WriteCpuRange(ref ByteBuilder text)
    {
        text.Append((byte)'0');
        if (Host.CpuCount > 1)
            text.AppendFormat("-%d"u8, (uint)Host.CpuCount - 1);
        text.Append((byte)'\n');
    }

    private static void WriteMemoryInfo(ref ByteBuilder text, Process process)
    {
        ulong free = Machine.FreeMemory(process);
        ulong cached = PagePool.Used * PagePool.PageSize;
        text.AppendFormat(
            "MemTotal:       %k kB\nMemFree:        %k kB\nMemAvailable:   %k kB\nBuffers:               0 kB\n"u8
            + "Cached:         %k kB\nSwapCached:            0 kB\nSwapTotal:             0 kB\nSwapFree:              0 kB\n"u8
            + "Shmem:          %k kB\nCommitLimit:    %k kB\nCommitted_AS:   %k kB\n"u8
            + "HugePages_Total:       0\nHugePages_Free:        0\nHugepagesize:       2048 kB\n"u8,
            Machine.MemorySize, free, free, cached, cached, Machine.MemorySize / 2, process.Memory.DataBytes);
    }

    // numactl and libnuma ask for the first two.
    private static void WriteNodeMemory(ref ByteBuilder text, Process process)
    {
        ulong free = Machine.FreeMemory(process), cached = PagePool.Used * PagePool.PageSize;
        text.AppendFormat("Node 0 MemTotal:       %k kB\nNode 0 MemFree:        %k kB\nNode 0 MemUsed:        %k kB\nNode 0 FilePages:      %k kB\nNode 0 Shmem:          %k kB\n"u8,
            Machine.MemorySize, free, Machine.MemorySize - free, cached, cached);
    }

    private static void WriteStat(ref ByteBuilder text)
    {
        ulong ticks = (ulong)long.Max(0, Host.CpuTime(thread: false)) / (Clock.Second / 100);
        text.AppendFormat("cpu  %d 0 0 0 0 0 0 0 0 0\n"u8, ticks);
        for (int i = 0; i < Host.CpuCount; i++)
            text.AppendFormat("cpu%d %d 0 0 0 0 0 0 0 0 0\n"u8, (uint)i, ticks / (uint)Host.CpuCount);
        text.AppendFormat("intr 0\nctxt 0\nbtime %d\nprocesses 1\nprocs_running 1\nprocs_blocked 0\nsoftirq 0\n"u8,
            (ulong)(Clock.Realtime - Clock.Monotonic) / Clock.Second);
    }

    private static void WriteUptime(ref ByteBuilder text)
    {
        ulong hundredths = (ulong)Clock.Monotonic / (Clock.Second / 100);
        ulong seconds = hundredths / 100, tens = hundredths / 10 % 10, ones = hundredths % 10;
        text.AppendFormat("%d.%d%d %d.%d%d\n"u8, seconds, tens, ones, seconds, tens, ones);
    }

    private static void WriteLoad(ref ByteBuilder text, Process process) =>
        text.AppendFormat("0.00 0.00 0.00 1/%d %d\n"u8, (uint)Kernel.ThreadCount, (uint)process.Id);
}
