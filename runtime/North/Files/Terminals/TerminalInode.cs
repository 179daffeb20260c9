namespace LiteBox.North;

/// <summary>The slave of a pseudo-terminal under /dev/pts.</summary>
internal sealed class TerminalInode(FileSystem system, Terminal terminal)
    : Inode(system, system.NewNumber(), FileType.CharacterDevice | 0x190)
{
    public override ulong SpecialDevice => terminal.DeviceNumber;

    public override Errno Open(Thread thread, OpenFlags flags, out OpenFile? file) => Open(thread, this, terminal, flags, out file);

    /// <summary>Opens a slave: for a session leader that has none it becomes the controlling terminal. EIO while it is locked.</summary>
    public static Errno Open(Thread thread, Inode inode, Terminal terminal, OpenFlags flags, out OpenFile? file)
    {
        file = null;
        if (terminal.IsLocked || terminal.IsHungUp)
            return Errno.EIO;
        file = new TerminalSlave(inode, terminal, flags);
        Process process = thread.Process;
        bool reads = (flags & OpenFlags.AccessMode) != OpenFlags.WriteOnly;
        if ((flags & OpenFlags.NoControllingTerminal) == 0 && reads && process.Session == process.Id && terminal.Session == 0
            && Terminals.Of(process) is null)
        {
            terminal.Control(process);
        }

        return Errno.None;
    }
}
