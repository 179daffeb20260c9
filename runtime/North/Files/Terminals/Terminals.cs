using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>The pseudo-terminals of the sandbox.</summary>
public static class Terminals
{
    // /dev/pts/0 is the terminal that the sandbox was started on.
    private const int FirstIndex = 1;
    private const int Most = 4096;

    private static readonly List<Terminal> s_all = new();

    /// <summary>Forgets those of an earlier run.</summary>
    internal static void Start() => s_all.Clear();

    /// <summary>Opens a new one by its master (/dev/ptmx). ENOSPC.</summary>
    internal static Errno Create(Inode multiplexer, OpenFlags flags, out OpenFile? file)
    {
        file = null;
        int index = FirstIndex;
        while (index < FirstIndex + Most && Find(index) is not null)
            index++;
        if (index == FirstIndex + Most)
            return Errno.ENOSPC;
        Terminal terminal = new(index);
        s_all.Add(terminal);
        ByteBuilder name = new(8);
        name.AppendDecimal((uint)index);
        Devices.TerminalFolder.Insert(name.Text, new TerminalInode(Devices.TerminalFolder.System, terminal));
        file = new TerminalMaster(multiplexer, terminal, flags);
        return Errno.None;
    }

    /// <summary>The controlling terminal of a process; null when none of these is.</summary>
    public static Terminal? Of(Process process)
    {
        for (int i = 0; i < s_all.Count; i++)
        {
            if (s_all[i].Controls(process))
                return s_all[i];
        }

        return null;
    }

    /// <summary>A master was closed: its number is free again.</summary>
    internal static void Remove(Terminal terminal)
    {
        s_all.Remove(terminal);
        ByteBuilder name = new(8);
        name.AppendDecimal((uint)terminal.Index);
        _ = Devices.TerminalFolder.Remove(name.Text);
    }

    /// <summary>A process ends: when it leads a session, the terminal of the session hangs up.</summary>
    internal static void ProcessEnded(Process process)
    {
        if (process.Session == process.Id)
            Of(process)?.Release();
    }

    /// <summary>Sends a signal to all processes of a group.</summary>
    internal static void SignalGroup(int group, int signal)
    {
        if (group == 0)
            return;
        for (Process? process = Kernel.NextProcess(0); process is not null; process = Kernel.NextProcess(process.Id))
        {
            if (process.Group == group)
                _ = process.Post(SignalInfo.FromKernel(signal));
        }
    }

    /// <summary>Opens the slave of a terminal, wherever its name is (TIOCGPTPEER).</summary>
    internal static Errno OpenSlave(Thread thread, Terminal terminal, OpenFlags flags, out OpenFile? file)
    {
        file = null;
        ByteBuilder name = new(8);
        name.AppendDecimal((uint)terminal.Index);
        Errno error = Devices.TerminalFolder.Lookup(thread, name.Text, out Inode? inode);
        if (error == Errno.None)
            error = inode!.Open(thread, flags, out file);
        file?.SetName(Devices.TerminalFolder, name.Text);
        return error;
    }

    private static Terminal? Find(int index)
    {
        for (int i = 0; i < s_all.Count; i++)
        {
            if (s_all[i].Index == index)
                return s_all[i];
        }

        return null;
    }
}
