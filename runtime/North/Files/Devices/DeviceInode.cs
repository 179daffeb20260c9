namespace LiteBox.North;

/// <summary>A character device of /dev.</summary>
internal sealed class DeviceInode : Inode
{
    private readonly DeviceKind _kind;
    private readonly ulong _device;

    public DeviceInode(FileSystem system, DeviceKind kind, ulong device, uint permissions)
        : base(system, system.NewNumber(), FileType.CharacterDevice | permissions)
    {
        _kind = kind;
        _device = device;
    }

    public override ulong SpecialDevice => _device;

    public override Errno Open(Thread thread, OpenFlags flags, out OpenFile? file)
    {
        file = null;
        if (Capability.Terminals && _kind == DeviceKind.Multiplexer)
            return Terminals.Create(this, flags, out file);
        if (Capability.Terminals && _kind == DeviceKind.ControllingTerminal && Terminals.Of(thread.Process) is { } own)
            return TerminalInode.Open(thread, this, own, flags, out file);
        if (_kind is DeviceKind.Terminal or DeviceKind.ControllingTerminal)
        {
            file = Consoles.OpenTerminal(this, flags);
            return file is null ? Errno.ENXIO : Errno.None;
        }

        file = new DeviceFile(this, _kind, flags);
        return Errno.None;
    }

    public override Errno Truncate(ulong size) => Errno.EINVAL;
}
