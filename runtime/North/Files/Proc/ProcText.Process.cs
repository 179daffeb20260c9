using System;

namespace LiteBox.North;

/// <content>The texts about a process.</content>
internal static partial class ProcText
{
    private static Thread Named(Process process, int id) => Kernel.FindThread(id) ?? process.Leader;

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

    /// <summary>/proc/PID/smaps, or all areas as one. What of an area is resident the host knows; it counts in full.</summary>
    private static void WriteSmaps(ref ByteBuilder text, Process process, bool together)
    {
        ulong size = 0, anonymous = 0;
        if (together)
            text.Append("00010000-7ffffffff000 ---p 00000000 00:00 0                          [rollup]\n"u8);
        for (Area? area = process.Memory.FirstAfter(0); area is not null; area = process.Memory.FirstAfter(area.End))
        {
            ulong length = area.Protection == PageProtection.None ? 0 : area.End - area.Start;
            size += length;
            anonymous += area.Source is null ? length : 0;
            if (together)
                continue;
            WriteArea(ref text, area, area.End);
            text.AppendFormat("Size:           %k kB\nKernelPageSize:        4 kB\nMMUPageSize:           4 kB\n"u8, area.End - area.Start);
            WriteResident(ref text, length, area.Source is null ? length : 0);
            text.Append("THPeligible:           0\nVmFlags:"u8);
            text.Append((area.Protection & PageProtection.Read) != 0 ? " rd"u8 : default);
            text.Append((area.Protection & PageProtection.Write) != 0 ? " wr"u8 : default);
            text.Append((area.Protection & PageProtection.Execute) != 0 ? " ex"u8 : default);
            text.Append(" mr mw me \n"u8);
        }

        if (together)
            WriteResident(ref text, size, anonymous);
    }

    private static void WriteResident(ref ByteBuilder text, ulong size, ulong anonymous) => text.AppendFormat(
        "Rss:            %k kB\nPss:            %k kB\nShared_Clean:          0 kB\nShared_Dirty:          0 kB\nPrivate_Clean:  %k kB\nPrivate_Dirty:  %k kB\n"u8
        + "Referenced:     %k kB\nAnonymous:      %k kB\nLazyFree:              0 kB\nAnonHugePages:         0 kB\nSwap:                  0 kB\nSwapPss:               0 kB\nLocked:                0 kB\n"u8,
        size, size, size - anonymous, anonymous, size, anonymous);

    private static void WriteArea(ref ByteBuilder text, Area area, ulong end)
    {
        // The name begins in column 73 (show_vma_header_prefix pads to 25 + 8 * 6 - 1, then adds a space).
        const int NameColumn = 73;
        int line = text.Length;
        MapSource? source = area.Source;
        ulong device = source is null ? 0 : source.Device;
        text.AppendDigits(area.Start, 8);
        text.Append((byte)'-');
        text.AppendDigits(end, 8);
        ReadOnlySpan<byte> rights =
        [
            (byte)' ',
            (area.Protection & PageProtection.Read) != 0 ? (byte)'r' : (byte)'-',
            (area.Protection & PageProtection.Write) != 0 ? (byte)'w' : (byte)'-',
            (area.Protection & PageProtection.Execute) != 0 ? (byte)'x' : (byte)'-',
            (area.Flags & AreaFlags.Shared) != 0 ? (byte)'s' : (byte)'p',
            (byte)' ',
        ];
        text.Append(rights);
        text.AppendDigits(source is null ? 0 : area.Offset, 8);
        text.Append((byte)' ');
        text.AppendDigits(device >> 8 & 0xFFF, 2);
        text.Append((byte)':');
        text.AppendDigits(device & 0xFF, 2);
        text.AppendFormat(" %d "u8, source is null ? 0 : source.Inode);
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
        Memory memory = process.Memory;
        ProgramLayout layout = process.Layout;
        text.AppendFormat("%d ("u8, (uint)id);
        WriteName(ref text, thread);
        text.Append(") "u8);
        text.Append(StateOf(process, thread)[..1]);
        Terminal? terminal = Capability.Terminals ? Terminals.Of(process) : null;
        text.AppendFormat(" %d %d %d %d "u8, // ppid pgrp session tty_nr
            (uint)process.ParentId, (uint)process.Group, (uint)process.Session, terminal is null ? 0 : terminal.DeviceNumber);
        text.AppendSigned(terminal is null ? -1 : terminal.ForegroundGroup); // tpgid
        text.AppendFormat(
            " 4194304 0 0 0 0"u8 // flags minflt cminflt majflt cmajflt
            + " %d 0 0 0 20 0 %d 0"u8 // utime stime cutime cstime priority nice num_threads itrealvalue
            + " %d %d %d %d"u8 // starttime vsize rss rsslim
            + " %d %d %d"u8 // startcode endcode startstack
            + " 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0"u8 // kstkesp .. cguest_time
            + " %d %d %d %d %d %d %d 0\n"u8, // start_data end_data start_brk arg_start arg_end env_start env_end exit_code
            (ulong)process.CpuTime / (Clock.Second / 100), (uint)process.Threads.Count,
            (ulong)process.StartTime / (Clock.Second / 100), memory.TotalBytes, memory.DataBytes >> 12, ulong.MaxValue,
            layout.CodeStart, layout.CodeEnd, layout.StackStart,
            layout.DataStart, layout.DataEnd, memory.BreakStart, layout.ArgumentsStart, layout.ArgumentsEnd,
            layout.EnvironmentStart, layout.EnvironmentEnd);
    }

    /// <summary>The letter and the word that proc_pid_status(5) has for what a thread does.</summary>
    private static ReadOnlySpan<byte> StateOf(Process process, Thread thread) =>
        process.IsZombie ? "Z (zombie)"u8 : process.IsStopped ? "T (stopped)"u8 : thread.IsSleeping ? "S (sleeping)"u8 : "R (running)"u8;

    private static void WriteStatm(ref ByteBuilder text, Process process)
    {
        Memory memory = process.Memory;
        text.AppendFormat("%d %d 0 %d 0 %d 0\n"u8, memory.TotalBytes >> 12, memory.DataBytes >> 12, memory.CodeBytes >> 12,
            memory.DataBytes + memory.StackBytes >> 12);
    }

    private static void WriteStatus(ref ByteBuilder text, Process process, int id)
    {
        Thread thread = Named(process, id);
        Credentials who = process.Credentials;
        Memory memory = process.Memory;
        text.Append("Name:\t"u8);
        WriteName(ref text, thread);
        text.AppendFormat(
            "\nUmask:\t0%o\nState:\t"u8, process.CreationMask);
        text.Append(StateOf(process, thread));
        text.AppendFormat(
            "\nTgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t%d\nTracerPid:\t0\n"u8
            + "Uid:\t%d\t%d\t%d\t%d\nGid:\t%d\t%d\t%d\t%d\nFDSize:\t%d\nGroups:\t"u8,
            (uint)process.Id, (uint)id, (uint)process.ParentId,
            who.RealUser, who.User, who.SavedUser, who.FileUser, who.RealGroup, who.Group, who.SavedGroup, who.FileGroup,
            (uint)process.Files.Capacity);
        for (int i = 0; i < who.Groups.Length; i++)
            text.AppendFormat("%d "u8, who.Groups[i]);
        text.AppendFormat(
            "\nVmPeak:\t%k kB\nVmSize:\t%k kB\nVmLck:\t%k kB\nVmPin:\t       0 kB\nVmHWM:\t%k kB\nVmRSS:\t%k kB\n"u8
            + "VmData:\t%k kB\nVmStk:\t%k kB\nVmExe:\t%k kB\nVmSwap:\t       0 kB\nThreads:\t%d\nSigQ:\t0/%d\n"u8,
            memory.PeakBytes, memory.TotalBytes, memory.LockedBytes, memory.DataBytes, memory.DataBytes, memory.DataBytes,
            memory.StackBytes, memory.CodeBytes, (uint)process.Threads.Count, process.Limits[Limits.PendingSignals]);
        ulong ignored = 0, caught = 0;
        for (int signal = 1; signal <= Signal.Max; signal++)
        {
            ulong handler = process.ActionOf(signal).Handler;
            if (handler == SignalAction.Ignore)
                ignored |= Signal.Bit(signal);
            else if (handler != SignalAction.Default)
                caught |= Signal.Bit(signal);
        }

        const ulong All = (1ul << 41) - 1;
        ulong capabilities = who.IsPrivileged ? All : 0;
        text.AppendFormat(
            "SigPnd:\t%x\nShdPnd:\t%x\nSigBlk:\t%x\nSigIgn:\t%x\nSigCgt:\t%x\n"u8
            + "CapInh:\t%x\nCapPrm:\t%x\nCapEff:\t%x\nCapBnd:\t%x\nCapAmb:\t%x\n"u8
            + "NoNewPrivs:\t%d\nSeccomp:\t0\nSeccomp_filters:\t0\nCpus_allowed:\t"u8,
            thread.Pending.Set, process.Pending.Set, thread.SignalMask, ignored, caught,
            0, capabilities, capabilities, All, 0, process.NoNewPrivileges ? 1ul : 0);
        text.AppendDigits(Host.CpuCount >= 64 ? ulong.MaxValue : (1ul << Host.CpuCount) - 1, 1);
        text.Append("\nCpus_allowed_list:\t"u8);
        WriteCpuRange(ref text);
        text.Append("Mems_allowed:\t1\nMems_allowed_list:\t0\nvoluntary_ctxt_switches:\t0\nnonvoluntary_ctxt_switches:\t0\n"u8);
    }

    private static void WriteLimits(ref ByteBuilder text, Process process)
    {
        // A line for each resource, in the order of their numbers, with the columns of show_rlim (fs/proc/base.c).
        const int NameWidth = 26, ValueWidth = 21, UnitWidth = 10, Count = 16;
        ReadOnlySpan<byte> names =
            "cpu time/file size/data size/stack size/core file size/resident set/processes/open files/"u8
            + "locked memory/address space/file locks/pending signals/msgqueue size/nice priority/realtime priority/realtime timeout/"u8;
        ReadOnlySpan<byte> units = "seconds/bytes/bytes/bytes/bytes/bytes/processes/files/bytes/bytes/locks/signals/bytes///us/"u8;
        text.Append("Limit                     Soft Limit           Hard Limit           Units     \n"u8);
        for (int resource = 0; resource < Count; resource++)
        {
            int line = text.Length;
            text.Append("Max "u8);
            text.Append(TakeUntilSlash(ref names));
            text.PadTo(line + NameWidth);
            WriteLimit(ref text, process.Limits[resource], line + NameWidth + ValueWidth);
            WriteLimit(ref text, process.Limits.Hard(resource), line + NameWidth + 2 * ValueWidth);
            text.Append(TakeUntilSlash(ref units));
            text.PadTo(line + NameWidth + 2 * ValueWidth + UnitWidth);
            text.Append((byte)'\n');
        }
    }

    private static ReadOnlySpan<byte> TakeUntilSlash(ref ReadOnlySpan<byte> list)
    {
        int end = list.IndexOf((byte)'/');
        ReadOnlySpan<byte> first = list[..end];
        list = list[(end + 1)..];
        return first;
    }

    private static void WriteLimit(ref ByteBuilder text, ulong value, int end)
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
        OpenFlags flags = file.Flags | (process.Files.IsClosedOnExec(descriptor) ? OpenFlags.CloseOnExec : 0);
        text.AppendFormat("pos:\t%d\nflags:\t0"u8, file.Offset);
        text.AppendDigits((ulong)flags, 1, 3);
        text.AppendFormat("\nmnt_id:\t%d\nino:\t%d\n"u8, file.Node.System.MountId, file.Inode);
        file.Describe(ref text);
    }
}
