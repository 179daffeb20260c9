using System;

namespace LiteBox.North;

/// <summary>/proc/PID/fd, a link for each descriptor, or /proc/PID/fdinfo, a file for each.</summary>
internal sealed class ProcDescriptors(FileSystem system, DirectoryInode parent, ReadOnlySpan<byte> name, int processId, ulong number, bool links)
    : DirectoryInode(system, number, links ? 0x140u : 0x16Du, Clock.Realtime, parent, name)
{
    public override uint User => ProcTree.OwnerOf(processId);

    public override Errno Lookup(Thread thread, ReadOnlySpan<byte> name, out Inode? inode)
    {
        inode = null;
        if (!ProcRoot.TryParseNumber(name, out int descriptor) || Kernel.FindProcess(processId)?.Files[descriptor] is not { } file)
            return Errno.ENOENT;
        ulong at = NumberOf(descriptor);
        if (links)
        {
            uint mode = (file.CanRead ? 0x140u : 0) | (file.CanWrite ? 0xC0u : 0) | (file.IsPath ? 0x40u : 0);
            inode = new ProcLink(System, at, ProcTarget.Descriptor, processId, descriptor, mode);
        }
        else
        {
            inode = new ProcFile(System, at, ProcKind.DescriptorInfo, processId, descriptor, 0x100);
        }

        return Errno.None;
    }

    public override bool TryNext(Thread thread, ulong position, out DirectoryEntry entry)
    {
        entry = default;
        FileTable? files = Kernel.FindProcess(processId)?.Files;
        int descriptor = position <= ParentPosition ? 0 : (int)ulong.Min(position - ParentPosition, int.MaxValue);
        while (files is not null && descriptor < files.Capacity && files[descriptor] is null)
            descriptor++;
        if (files is null || descriptor >= files.Capacity)
            return false;
        ByteBuilder name = new(12);
        name.AppendDecimal((uint)descriptor);
        entry.Name = name.ToArray();
        entry.Inode = NumberOf(descriptor);
        entry.Position = ParentPosition + 1 + (uint)descriptor;
        entry.Type = FileType.EntryType(links ? FileType.SymbolicLink : FileType.Regular);
        return true;
    }

    private ulong NumberOf(int descriptor) => 1ul << 48 | Number << 20 | (uint)descriptor;
}
