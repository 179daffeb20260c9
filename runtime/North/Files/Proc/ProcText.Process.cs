using System;

namespace LiteBox.North;

/// <content>The texts about a process.</content>
internal static partial class ProcText
{
    private static Thread Named(Process process, int id) => Kernel.FindThread(id) ?? process.Threads[0];

    private static void WriteName(ref ByteBuilder text, Thread thread)
    {
        ReadOnlySpan<byte> name = thread.Name;
        int end = name.IndexOf((byte)0);
        text.Append(end < 0 ? name : name[..end]);
    }

    private static void CopyFromProgram(ref ByteBuilder text, ulong start, ulong end)
    {
        Span<byte> piece = stackalloc byte[512];
        while (start < end)
        {
            Span<byte> part = piece[..(int)ulong.Min(end - start, (ulong)piece.Length)];
            int copied = Host.CopyFromGuest(part, start);
            text.Append(part[..copied]);
            if (copied < part.Length)
                return;
            start += (ulong)copied;
        }
    }

    private static void WriteMaps(ref ByteBuilder text, Process process)
    {
        for (Area? area = process.Memory.FirstAfter(0); area is not null;)
        {
            // What Linux would see as one area is one line.
            Area last = area;
            Area? next = process.Memory.FirstAfter(last.End);
            while (next is not null && last.Continues(next))
            {
                last = next;
                next = process.Memory.FirstAfter(last.End);
            }

            WriteArea(ref text, area, last.End);
            area = next;
        }
    }

    private static void WriteArea(ref ByteBuilder text, Area area, ulong end)
    {
        // The name begins in column 73 (show_vma_header_prefix pads to 25 + 8 * 6 - 1, then adds a space).
        const int NameColumn = 73;
        int line = text.Length;
        text.AppendDigits(area.Start, 8);
        text.Append((byte)'-');
        text.AppendDigits(end, 8);
        text.Append((byte)' ');
        text.Append((area.Protection & PageProtection.Read) != 0 ? (byte)'r' : (byte)'-');
        text.Append((area.Protection & PageProtection.Write) != 0 ? (byte)'w' : (byte)'-');
        text.Append((area.Protection & PageProtection.Execute) != 0 ? (byte)'x' : (byte)'-');
        text.Append((area.Flags & AreaFlags.Shared) != 0 ? (byte)'s' : (byte)'p');
        text.Append((byte)' ');
        text.AppendDigits(area.Source is null ? 0 : area.Offset, 8);
        text.Append((byte)' ');
        ulong device = area.Source is null ? 0 : area.Source.Device;
        text.AppendDigits(device >> 8 & 0xFFF, 2);
        text.Append((byte)':');
        text.AppendDigits(device & 0xFF, 2);
        text.Append((byte)' ');
        text.AppendDecimal(area.Source is null ? 0 : area.Source.Inode);
        text.Append((byte)' ');
        ReadOnlySpan<byte> name = area.Source is not null ? area.Source.Path
            : (area.Flags & AreaFlags.Stack) != 0 ? "[stack]"u8
            : (area.Flags & AreaFlags.Heap) != 0 ? "[heap]"u8
            : default;
        if (name.Length > 0 || area.Name is not null)
            text.PadTo(line + NameColumn);
        text.Append(name);
        if (name.Length == 0 && area.Name is { } given)
        {
            text.Append("[anon:"u8);
            text.Append(given);
            text.Append((byte)']');
        }

        text.Append((byte)'\n');
    }

    private static void WriteProcessStat(ref ByteBuilder text, Process process, int id)
    {
        Thread thread = Named(process, id);
        text.AppendDecimal((uint)id);
        text.Append(" ("u8);
        WriteName(ref text, thread);
        text.Append(") R"u8);
        Field(ref text, (uint)process.ParentId);
        Field(ref text, (uint)process.Group);
        Field(ref text, (uint)process.Session);
        text.Append(" 0 -1 4194304 0 0 0 0"u8); // tty_nr tpgid flags minflt cminflt majflt cmajflt
        ulong ticks = (ulong)long.Max(0, Host.CpuTime(thread: false)) / (Clock.Second / 100);
        Field(ref text, ticks);
        text.Append(" 0 0 0 20 0"u8); // stime cutime cstime priority nice
        Field(ref text, (uint)process.Threads.Count);
        text.Append(" 0"u8); // itrealvalue
        Field(ref text, (ulong)process.StartTime / (Clock.Second / 100));
        Field(ref text, process.Memory.TotalBytes);
        Field(ref text, process.Memory.DataBytes >> 12);
        Field(ref text, ulong.MaxValue); // rsslim
        Field(ref text, process.Layout.CodeStart);
        Field(ref text, process.Layout.CodeEnd);
        Field(ref text, process.Layout.StackStart);
        text.Append(" 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0"u8); // kstkesp .. cguest_time
        Field(ref text, process.Layout.DataStart);
        Field(ref text, process.Layout.DataEnd);
        Field(ref text, process.Memory.BreakStart);
        Field(ref text, process.Layout.ArgumentsStart);
        Field(ref text, process.Layout.ArgumentsEnd);
        Field(ref text, process.Layout.EnvironmentStart);
        Field(ref text, process.Layout.EnvironmentEnd);
        text.Append(" 0\n"u8);
    }

    private static void Field(ref ByteBuilder text, ulong value)
    {
        text.Append((byte)' ');
        text.AppendDecimal(value);
    }

    private static void WriteStatm(ref ByteBuilder text, Process process)
    {
        text.AppendDecimal(process.Memory.TotalBytes >> 12);
        Field(ref text, process.Memory.DataBytes >> 12);
        Field(ref text, 0);
        Field(ref text, process.Memory.CodeBytes >> 12);
        Field(ref text, 0);
        Field(ref text, process.Memory.DataBytes + process.Memory.StackBytes >> 12);
        text.Append(" 0\n"u8);
    }

    private static void WriteStatus(ref ByteBuilder text, Process process, int id)
    {
        Thread thread = Named(process, id);
        Credentials who = process.Credentials;
        text.Append("Name:\t"u8);
        WriteName(ref text, thread);
        text.Append("\nUmask:\t0"u8);
        text.AppendDigits(process.CreationMask, 3, 3);
        text.Append("\nState:\tR (running)\nTgid:\t"u8);
        Line(ref text, process.Id);
        text.Append("Ngid:\t0\nPid:\t"u8);
        Line(ref text, id);
        text.Append("PPid:\t"u8);
        Line(ref text, process.ParentId);
        text.Append("TracerPid:\t0\nUid:\t"u8);
        Ids(ref text, who.RealUser, who.User, who.SavedUser, who.FileUser);
        text.Append("Gid:\t"u8);
        Ids(ref text, who.RealGroup, who.Group, who.SavedGroup, who.FileGroup);
        text.Append("FDSize:\t"u8);
        Line(ref text, process.Files.Capacity);
        text.Append("Groups:\t"u8);
        for (int i = 0; i < who.Groups.Length; i++)
        {
            text.AppendDecimal(who.Groups[i]);
            text.Append((byte)' ');
        }

        text.Append((byte)'\n');
        Size(ref text, "VmPeak:"u8, process.Memory.PeakBytes);
        Size(ref text, "VmSize:"u8, process.Memory.TotalBytes);
        Size(ref text, "VmLck:"u8, process.Memory.LockedBytes);
        Size(ref text, "VmPin:"u8, 0);
        Size(ref text, "VmHWM:"u8, process.Memory.DataBytes);
        Size(ref text, "VmRSS:"u8, process.Memory.DataBytes);
        Size(ref text, "VmData:"u8, process.Memory.DataBytes);
        Size(ref text, "VmStk:"u8, process.Memory.StackBytes);
        Size(ref text, "VmExe:"u8, process.Memory.CodeBytes);
        Size(ref text, "VmSwap:"u8, 0);
        text.Append("Threads:\t"u8);
        Line(ref text, process.Threads.Count);
        text.Append("SigQ:\t0/"u8);
        Line(ref text, process.Limits[Limits.PendingSignals]);
        Mask(ref text, "SigPnd:\t"u8, thread.Pending.Set);
        Mask(ref text, "ShdPnd:\t"u8, process.Pending.Set);
        Mask(ref text, "SigBlk:\t"u8, thread.SignalMask);
        ulong ignored = 0, caught = 0;
        for (int signal = 1; signal <= Signal.Max; signal++)
        {
            ulong handler = process.ActionOf(signal).Handler;
            if (handler == SignalAction.Ignore)
                ignored |= Signal.Bit(signal);
            else if (handler != SignalAction.Default)
                caught |= Signal.Bit(signal);
        }

        Mask(ref text, "SigIgn:\t"u8, ignored);
        Mask(ref text, "SigCgt:\t"u8, caught);
        ulong capabilities = who.IsPrivileged ? (1ul << 41) - 1 : 0;
        Mask(ref text, "CapInh:\t"u8, 0);
        Mask(ref text, "CapPrm:\t"u8, capabilities);
        Mask(ref text, "CapEff:\t"u8, capabilities);
        Mask(ref text, "CapBnd:\t"u8, (1ul << 41) - 1);
        Mask(ref text, "CapAmb:\t"u8, 0);
        text.Append("NoNewPrivs:\t"u8);
        Line(ref text, process.NoNewPrivileges ? 1 : 0);
        text.Append("Seccomp:\t0\nSeccomp_filters:\t0\nCpus_allowed:\t"u8);
        text.AppendDigits(Host.CpuCount >= 64 ? ulong.MaxValue : (1ul << Host.CpuCount) - 1, 1);
        text.Append("\nCpus_allowed_list:\t0"u8);
        if (Host.CpuCount > 1)
        {
            text.Append((byte)'-');
            text.AppendDecimal((uint)Host.CpuCount - 1);
        }

        text.Append("\nMems_allowed:\t1\nMems_allowed_list:\t0\nvoluntary_ctxt_switches:\t0\nnonvoluntary_ctxt_switches:\t0\n"u8);
    }

    private static void Ids(ref ByteBuilder text, uint real, uint effective, uint saved, uint file)
    {
        text.AppendDecimal(real);
        text.Append((byte)'\t');
        text.AppendDecimal(effective);
        text.Append((byte)'\t');
        text.AppendDecimal(saved);
        text.Append((byte)'\t');
        Line(ref text, file);
    }

    private static void Size(ref ByteBuilder text, scoped ReadOnlySpan<byte> name, ulong bytes)
    {
        text.Append(name);
        text.Append((byte)'\t');
        text.AppendDecimal(bytes >> 10, 8);
        text.Append(" kB\n"u8);
    }

    private static void Mask(ref ByteBuilder text, scoped ReadOnlySpan<byte> name, ulong mask)
    {
        text.Append(name);
        text.AppendDigits(mask, 16);
        text.Append((byte)'\n');
    }

    private static void WriteLimits(ref ByteBuilder text, Process process)
    {
        text.Append("Limit                     Soft Limit           Hard Limit           Units     \n"u8);
        Limit(ref text, process, Limits.Cpu, "Max cpu time"u8, "seconds"u8);
        Limit(ref text, process, Limits.FileSize, "Max file size"u8, "bytes"u8);
        Limit(ref text, process, Limits.Data, "Max data size"u8, "bytes"u8);
        Limit(ref text, process, Limits.Stack, "Max stack size"u8, "bytes"u8);
        Limit(ref text, process, Limits.Core, "Max core file size"u8, "bytes"u8);
        Limit(ref text, process, 5, "Max resident set"u8, "bytes"u8);
        Limit(ref text, process, Limits.Processes, "Max processes"u8, "processes"u8);
        Limit(ref text, process, Limits.OpenFiles, "Max open files"u8, "files"u8);
        Limit(ref text, process, Limits.LockedMemory, "Max locked memory"u8, "bytes"u8);
        Limit(ref text, process, Limits.AddressSpace, "Max address space"u8, "bytes"u8);
        Limit(ref text, process, 10, "Max file locks"u8, "locks"u8);
        Limit(ref text, process, Limits.PendingSignals, "Max pending signals"u8, "signals"u8);
        Limit(ref text, process, 12, "Max msgqueue size"u8, "bytes"u8);
        Limit(ref text, process, 13, "Max nice priority"u8, default);
        Limit(ref text, process, 14, "Max realtime priority"u8, default);
        Limit(ref text, process, 15, "Max realtime timeout"u8, "us"u8);
    }

    private static void Limit(ref ByteBuilder text, Process process, int resource, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit)
    {
        int line = text.Length;
        text.Append(name);
        text.PadTo(line + 26);
        LimitValue(ref text, process.Limits[resource], line + 47);
        LimitValue(ref text, process.Limits.Hard(resource), line + 68);
        text.Append(unit);
        text.PadTo(line + 78);
        text.Append((byte)'\n');
    }

    private static void LimitValue(ref ByteBuilder text, ulong value, int end)
    {
        if (value == Limits.Infinity)
            text.Append("unlimited"u8);
        else
            text.AppendDecimal(value);
        text.PadTo(end);
    }

    private static void WriteDescriptor(ref ByteBuilder text, Process process, int descriptor)
    {
        OpenFile? file = process.Files[descriptor];
        if (file is null)
            return;
        text.Append("pos:\t"u8);
        Line(ref text, file.Offset);
        OpenFlags flags = file.Flags | (process.Files.IsClosedOnExec(descriptor) ? OpenFlags.CloseOnExec : 0);
        text.Append("flags:\t0"u8);
        text.AppendDigits((ulong)flags, 1, 3);
        text.Append("\nmnt_id:\t21\nino:\t"u8);
        Line(ref text, file.Inode);
        if (file is EventFile counter)
        {
            text.Append("eventfd-count: "u8);
            text.AppendDigits(counter.Count, 16);
            text.Append((byte)'\n');
        }
    }
}
