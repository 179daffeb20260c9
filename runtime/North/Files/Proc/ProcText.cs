using System;

namespace LiteBox.North;

/// <summary>The texts of /proc and /sys, in the format of Linux (proc(5)).</summary>
internal static partial class ProcText
{
    private static byte[]? s_bootId;

    /// <summary>Writes a text. The id is that of a thread, or a descriptor for fdinfo.</summary>
    public static void Write(ref ByteBuilder text, ProcKind kind, Thread thread, Process process, int id)
    {
        switch (kind)
        {
            case ProcKind.CommandLine: CopyFromProgram(ref text, process.Layout.ArgumentsStart, process.Layout.ArgumentsEnd); break;
            case ProcKind.Environment: CopyFromProgram(ref text, process.Layout.EnvironmentStart, process.Layout.EnvironmentEnd); break;
            case ProcKind.AuxiliaryVector:
                CopyFromProgram(ref text, process.Layout.AuxiliaryVector, process.Layout.AuxiliaryVector + process.Layout.AuxiliaryVectorSize);
                break;
            case ProcKind.Name: WriteName(ref text, Named(process, id)); text.Append((byte)'\n'); break;
            case ProcKind.Maps: WriteMaps(ref text, process); break;
            case ProcKind.ProcessStat: WriteProcessStat(ref text, process, id); break;
            case ProcKind.ProcessStatm: WriteStatm(ref text, process); break;
            case ProcKind.Status: WriteStatus(ref text, process, id); break;
            case ProcKind.Limits: WriteLimits(ref text, process); break;
            case ProcKind.Mounts: WriteMounts(ref text); break;
            case ProcKind.MountInfo: WriteMountInfo(ref text); break;
            case ProcKind.ControlGroup: text.Append("0::/\n"u8); break;
            case ProcKind.OutOfMemoryScore: text.Append("0\n"u8); break;
            case ProcKind.DescriptorInfo: WriteDescriptor(ref text, process, id); break;
            default: WriteMachine(ref text, kind, process); break;
        }
    }

    private static void WriteMachine(ref ByteBuilder text, ProcKind kind, Process process)
    {
        switch (kind)
        {
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
            case ProcKind.PidMax: Line(ref text, "4194304"u8); break;
            case ProcKind.Uuid: Line(ref text, MakeUuid()); break;
            case ProcKind.BootId: Line(ref text, s_bootId ??= MakeUuid()); break;
            case ProcKind.EntropyAvailable: Line(ref text, "256"u8); break;
            case ProcKind.GroupsMax: Line(ref text, "65536"u8); break;
            case ProcKind.LastCapability: Line(ref text, "40"u8); break;
            case ProcKind.ThreadsMax: Line(ref text, "65536"u8); break;
            case ProcKind.OvercommitMemory: Line(ref text, "0"u8); break;
            case ProcKind.MaxMapCount: Line(ref text, Memory.MaxAreas); break;
            case ProcKind.MinMapAddress: Line(ref text, Host.GuestStart); break;
            case ProcKind.FileMax: Line(ref text, long.MaxValue); break;
            case ProcKind.OpenMax: Line(ref text, 1 << 20); break;
            case ProcKind.PipeMax: Line(ref text, Pipe.MaxCapacity); break;
            case ProcKind.CpuRange:
                text.Append((byte)'0');
                if (Host.CpuCount > 1)
                {
                    text.Append((byte)'-');
                    text.AppendDecimal((uint)Host.CpuCount - 1);
                }

                text.Append((byte)'\n');
                break;
        }
    }

    private static void Line(ref ByteBuilder text, scoped ReadOnlySpan<byte> value)
    {
        text.Append(value);
        text.Append((byte)'\n');
    }

    private static void Line(ref ByteBuilder text, ulong value)
    {
        text.AppendDecimal(value);
        text.Append((byte)'\n');
    }

    private static void Line(ref ByteBuilder text, long value) => Line(ref text, (ulong)value);

    private static void Line(ref ByteBuilder text, int value) => Line(ref text, (ulong)value);

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
        for (int i = 0; i < Host.CpuCount; i++)
        {
            text.Append("processor\t: "u8);
            Line(ref text, i);
            text.Append("vendor_id\t: LiteBox\ncpu family\t: 6\nmodel\t\t: 0\nmodel name\t: x86-64\nphysical id\t: 0\nsiblings\t: "u8);
            Line(ref text, Host.CpuCount);
            text.Append("core id\t\t: "u8);
            Line(ref text, i);
            text.Append("cpu cores\t: "u8);
            Line(ref text, Host.CpuCount);
            text.Append("fpu\t\t: yes\nflags\t\t: fpu tsc cx8 cmov mmx fxsr sse sse2 syscall nx lm\n\n"u8);
        }
    }

    private static void WriteMemoryInfo(ref ByteBuilder text, Process process)
    {
        ulong free = Machine.FreeMemory(process);
        Kilobytes(ref text, "MemTotal:"u8, Machine.MemorySize);
        Kilobytes(ref text, "MemFree:"u8, free);
        Kilobytes(ref text, "MemAvailable:"u8, free);
        Kilobytes(ref text, "Buffers:"u8, 0);
        Kilobytes(ref text, "Cached:"u8, PagePool.Used * PagePool.PageSize);
        Kilobytes(ref text, "SwapCached:"u8, 0);
        Kilobytes(ref text, "SwapTotal:"u8, 0);
        Kilobytes(ref text, "SwapFree:"u8, 0);
        Kilobytes(ref text, "Shmem:"u8, PagePool.Used * PagePool.PageSize);
        Kilobytes(ref text, "CommitLimit:"u8, Machine.MemorySize / 2);
        Kilobytes(ref text, "Committed_AS:"u8, process.Memory.DataBytes);
        text.Append("HugePages_Total:       0\nHugePages_Free:        0\nHugepagesize:       2048 kB\n"u8);
    }

    private static void Kilobytes(ref ByteBuilder text, scoped ReadOnlySpan<byte> name, ulong bytes)
    {
        int start = text.Length;
        text.Append(name);
        text.PadTo(start + 16);
        text.AppendDecimal(bytes >> 10, 8);
        text.Append(" kB\n"u8);
    }

    private static void WriteStat(ref ByteBuilder text)
    {
        ulong ticks = (ulong)long.Max(0, Host.CpuTime(thread: false)) / (Clock.Second / 100);
        for (int i = -1; i < Host.CpuCount; i++)
        {
            text.Append("cpu"u8);
            if (i >= 0)
                text.AppendDecimal((uint)i);
            else
                text.Append((byte)' ');
            text.Append((byte)' ');
            text.AppendDecimal(i < 0 ? ticks : ticks / (uint)Host.CpuCount);
            text.Append(" 0 0 0 0 0 0 0 0 0\n"u8);
        }

        text.Append("intr 0\nctxt 0\nbtime "u8);
        Line(ref text, (Clock.Realtime - Clock.Monotonic) / Clock.Second);
        text.Append("processes 1\nprocs_running 1\nprocs_blocked 0\nsoftirq 0\n"u8);
    }

    private static void WriteUptime(ref ByteBuilder text)
    {
        ulong hundredths = (ulong)Clock.Monotonic / (Clock.Second / 100);
        for (int i = 0; i < 2; i++)
        {
            text.AppendDecimal(hundredths / 100);
            text.Append((byte)'.');
            text.AppendDecimal(hundredths % 100, 2, (byte)'0');
            text.Append(i == 0 ? (byte)' ' : (byte)'\n');
        }
    }

    private static void WriteLoad(ref ByteBuilder text, Process process)
    {
        text.Append("0.00 0.00 0.00 1/"u8);
        text.AppendDecimal((uint)Kernel.ThreadCount);
        text.Append((byte)' ');
        text.AppendDecimal((uint)process.Id);
        text.Append((byte)'\n');
    }

    private static void WriteMounts(ref ByteBuilder text) => text.Append(
        "overlay / overlay rw,relatime 0 0\ntmpfs /dev tmpfs rw,nosuid,mode=755 0 0\ntmpfs /dev/shm tmpfs rw,nosuid,nodev 0 0\nproc /proc proc rw,nosuid,nodev,noexec,relatime 0 0\nsysfs /sys sysfs ro,nosuid,nodev,noexec,relatime 0 0\n"u8);

    private static void WriteMountInfo(ref ByteBuilder text) => text.Append(
        "21 1 0:1 / / rw,relatime - overlay overlay rw\n22 21 0:2 / /dev rw,nosuid - tmpfs tmpfs rw,mode=755\n23 22 0:3 / /dev/shm rw,nosuid,nodev - tmpfs tmpfs rw\n24 21 0:4 / /proc rw,nosuid,nodev,noexec,relatime - proc proc rw\n25 21 0:5 / /sys ro,nosuid,nodev,noexec,relatime - sysfs sysfs ro\n"u8);
}
