using System;

namespace LiteBox.North;

/// <summary>A symbolic link of a <see cref="GrantedFileSystem"/>. Where it leads is a path of the guest, never of the host.</summary>
public sealed class GrantedLink : SymbolicLinkInode
{
    private readonly ulong _size;

    public GrantedLink(GrantedFileSystem system, ulong number, in HostStatus status, GrantedDirectory folder, ReadOnlySpan<byte> name)
        : base(system, number, status.BornAt)
    {
        Folder = folder;
        Name = name.ToArray();
        GrantedFileSystem.Apply(this, status);
        _size = status.Size;
    }

    /// <summary>The directory in which it was found.</summary>
    public GrantedDirectory Folder { get; }

    /// <summary>Its name there.</summary>
    public byte[] Name { get; }

    public override ulong Size => _size;

    /// <summary>Read from the host each time; empty, which is ENOENT, when it is gone.</summary>
    public override ReadOnlySpan<byte> Target(Thread thread)
    {
        if (Folder.Acquire(out int handle) != Errno.None)
            return default;
        Span<byte> target = stackalloc byte[Guest.PathMax];
        Result length = HostDirectories.ReadLink(handle, Name, target);
        return length.Failed ? default : target[..(int)length.Value].ToArray();
    }
}
