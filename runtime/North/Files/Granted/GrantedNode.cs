using System;

namespace LiteBox.North;

/// <summary>A pipe, socket or device of the host in a granted directory: it can be seen, moved and removed, but not opened.</summary>
public sealed class GrantedNode : Inode
{
    public GrantedNode(GrantedFileSystem system, ulong number, in HostStatus status, GrantedDirectory folder, ReadOnlySpan<byte> name)
        : base(system, number, status.Mode & FileType.Mask, status.BornAt)
    {
        Folder = folder;
        Name = name.ToArray();
        GrantedFileSystem.Apply(this, status);
    }

    /// <summary>The directory in which it was found.</summary>
    public GrantedDirectory Folder { get; }

    /// <summary>Its name there.</summary>
    public byte[] Name { get; }

    /// <summary>EACCES, as for devices of a file system mounted with nodev; ENXIO for a socket.</summary>
    public override Errno Open(Thread thread, OpenFlags flags, out OpenFile? file)
    {
        file = null;
        return Type == FileType.Socket ? Errno.ENXIO : Errno.EACCES;
    }
}
