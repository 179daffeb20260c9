using System;

namespace LiteBox.North;

/// <summary>A symbolic link of /proc. That of a file leads to the file itself, whatever its path says (proc(5)).</summary>
internal sealed class ProcLink : SymbolicLinkInode
{
    private readonly ProcTarget _target;
    private readonly int _processId;
    private readonly int _descriptor;

    public ProcLink(FileSystem system, ulong number, ProcTarget target, int processId = 0, int descriptor = 0, uint mode = 0x1FF)
        : base(system, number, processId != 0 ? Clock.Realtime : system.BornAt)
    {
        _target = target;
        _processId = processId;
        _descriptor = descriptor;
        Mode = FileType.SymbolicLink | mode;
    }

    public override uint User => ProcTree.OwnerOf(_processId);

    // Links of descriptors have a size of 64, like those of Linux; the others 0.
    public override ulong Size => _target == ProcTarget.Descriptor ? 64ul : 0;

    public override ReadOnlySpan<byte> Target(Thread thread)
    {
        if (!Capability.ProcessFiles)
            return thread.Process.Executable is { } own ? own.Path : default;
        ByteBuilder text = new(32);
        switch (_target)
        {
            case ProcTarget.Self:
                text.AppendDecimal((uint)thread.Process.Id);
                return text.ToArray();
            case ProcTarget.ThreadSelf:
                text.AppendDecimal((uint)thread.Process.Id);
                text.Append("/task/"u8);
                text.AppendDecimal((uint)thread.Id);
                return text.ToArray();
            case ProcTarget.Mounts:
                return "self/mounts"u8;
            case ProcTarget.Network:
                return "self/net"u8;
        }

        Process? process = Kernel.FindProcess(_processId);
        if (process is null)
            return default;
        return _target switch
        {
            ProcTarget.Executable => process.Executable is { } program ? program.Path : default,
            ProcTarget.WorkingDirectory => Paths.Of(process.WorkingDirectory, RootTree.Current),
            ProcTarget.Root => Paths.Of(process.RootDirectory, RootTree.Current),
            _ => process.Files[_descriptor] is { } file ? file.Path : default,
        };
    }

    public override Errno Jump(Thread thread, out Inode? inode)
    {
        inode = null;
        if (!Capability.ProcessFiles)
        {
            inode = (thread.Process.Executable as OpenFile)?.Node;
            return inode is null ? Errno.ENOENT : Errno.None;
        }

        if (_target is ProcTarget.Self or ProcTarget.ThreadSelf or ProcTarget.Mounts or ProcTarget.Network)
            return Errno.None;
        Process? process = Kernel.FindProcess(_processId);
        if (process is null)
            return Errno.ENOENT;
        inode = _target switch
        {
            ProcTarget.Executable => (process.Executable as OpenFile)?.Node,
            ProcTarget.WorkingDirectory => process.WorkingDirectory,
            ProcTarget.Root => process.RootDirectory,
            _ => process.Files[_descriptor]?.Node,
        };
        return inode is null ? Errno.ENOENT : Errno.None;
    }
}
