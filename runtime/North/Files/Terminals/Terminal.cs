using System;

namespace LiteBox.North;

/// <summary>
/// A pseudo-terminal (pty(7)): what its two ends share. The line discipline of termios(3) lies between them, as n_tty has it:
/// what the master writes becomes input of the slave, what the slave writes and what is echoed is read by the master.
/// </summary>
public sealed partial class Terminal
{
    private const int OutputCapacity = 64 << 10;
    private const uint SlaveMajor = 136;

    private readonly PageRing _output = new(OutputCapacity);
    private TerminalSettings _settings = TerminalSettings.Default;

    internal Terminal(int index) => Index = index;

    /// <summary>Its number: the slave is /dev/pts/N.</summary>
    public int Index { get; }

    /// <summary>The device number of the slave.</summary>
    public ulong DeviceNumber => Devices.Number(SlaveMajor, (uint)Index);

    /// <summary>struct winsize: rows, columns and the two sizes in pixels, 16 bits each.</summary>
    public ulong WindowSize { get; private set; }

    /// <summary>The session that it controls; 0: none.</summary>
    public int Session { get; private set; }

    /// <summary>The process group in the foreground; 0: none.</summary>
    public int ForegroundGroup { get; private set; }

    /// <summary>True until TIOCSPTLCK lets the slave be opened.</summary>
    public bool IsLocked { get; set; } = true;

    /// <summary>Open slaves.</summary>
    public int Slaves { get; private set; }

    /// <summary>True from the close of the last slave to the next open.</summary>
    public bool IsSlaveGone { get; private set; }

    /// <summary>True once the master is closed: slaves that are open then are good for nothing any more.</summary>
    public bool IsHungUp { get; private set; }

    /// <summary>Announces what the master may read and write.</summary>
    public WaitQueue MasterChanges { get; } = new();

    /// <summary>Announces what slaves may read and write.</summary>
    public WaitQueue SlaveChanges { get; } = new();

    /// <summary>The settings of termios(3).</summary>
    public TerminalSettings Settings => _settings;

    /// <summary>Bytes that wait for the master.</summary>
    public int OutputCount => _output.Count;

    /// <summary>What waits for the master, in one piece.</summary>
    public ReadOnlySpan<byte> PeekOutput() => _output.Peek();

    /// <summary>The master has read that much.</summary>
    public void SkipOutput(int count)
    {
        _output.Skip(count);
        SlaveChanges.Wake(mask: (uint)PollEvents.Writable);
    }

    /// <summary>True when what slaves write has room now: not while output is stopped (^S).</summary>
    public bool CanWrite => !_isStopped && _output.Room > 1;

    /// <summary>True when it is the controlling terminal of the process.</summary>
    public bool Controls(Process process) => Session != 0 && process.Session == Session;

    /// <summary>Becomes the controlling terminal of the session that the process leads.</summary>
    public void Control(Process leader)
    {
        Session = leader.Session;
        ForegroundGroup = leader.Group;
    }

    /// <summary>Sets the group in the foreground.</summary>
    public void SetForeground(int group) => ForegroundGroup = group;

    /// <summary>
    /// Gives the session up: SIGHUP and SIGCONT to the foreground, as when its leader ends or asks for it (TIOCNOTTY).
    /// </summary>
    public void Release()
    {
        int group = ForegroundGroup;
        Session = ForegroundGroup = 0;
        Terminals.SignalGroup(group, Signal.SIGHUP);
        Terminals.SignalGroup(group, Signal.SIGCONT);
    }

    /// <summary>Sets the size of the window; the foreground learns of another one by SIGWINCH.</summary>
    public void SetWindowSize(ulong size)
    {
        if (size == WindowSize)
            return;
        WindowSize = size;
        Terminals.SignalGroup(ForegroundGroup, Signal.SIGWINCH);
    }

    /// <summary>
    /// Whether a process may do what only the foreground does. Else the signal goes to its group, and the call is made again when
    /// it was let go on; EIO for a group that nobody lets go on, and for reading with SIGTTIN ignored.
    /// </summary>
    public Errno Check(Thread thread, int signal)
    {
        Process process = thread.Process;
        if (!Controls(process) || ForegroundGroup == 0 || process.Group == ForegroundGroup)
            return Errno.None;
        bool ignored = (thread.SignalMask & Signal.Bit(signal)) != 0 || process.IsIgnored(signal);
        if (ignored)
            return signal == Signal.SIGTTIN ? Errno.EIO : Errno.None;
        if (ProcessGroups.IsOrphaned(process.Group))
            return Errno.EIO;
        Terminals.SignalGroup(process.Group, signal);
        return Errno.ERESTARTSYS;
    }

    internal void AddSlave()
    {
        Slaves++;
        IsSlaveGone = false;
    }

    internal void RemoveSlave()
    {
        Slaves--;
        IsSlaveGone = Slaves == 0;
        if (IsSlaveGone)
            MasterChanges.Wake();
        FreeIfUnused();
    }

    /// <summary>The master was closed: the line hangs up (tty_vhangup).</summary>
    internal void HangUp()
    {
        IsHungUp = true;
        int group = ForegroundGroup;
        if (Session != 0 && Kernel.FindProcess(Session) is { } leader)
        {
            _ = leader.Post(SignalInfo.FromKernel(Signal.SIGHUP));
            _ = leader.Post(SignalInfo.FromKernel(Signal.SIGCONT));
        }

        Session = ForegroundGroup = 0;
        Terminals.SignalGroup(group, Signal.SIGHUP);
        SlaveChanges.Wake();
        FreeIfUnused();
    }

    private void FreeIfUnused()
    {
        if (IsHungUp && Slaves == 0)
            _output.Free();
    }
}
