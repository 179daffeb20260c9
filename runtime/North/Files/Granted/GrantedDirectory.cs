using System;

namespace LiteBox.North;

/// <summary>A directory of a <see cref="GrantedFileSystem"/>.</summary>
public sealed partial class GrantedDirectory : DirectoryInode
{
    private const int NoHandle = -1;

    private int _handle;
    private ulong _size;
    private ulong _blocks;

    /// <summary>The granted directory; its handle stays open.</summary>
    public GrantedDirectory(GrantedFileSystem system, int handle, in HostStatus status)
        : this(system, system.NumberOf(status), status, null, default) => _handle = handle;

    /// <summary>A directory in another.</summary>
    public GrantedDirectory(GrantedFileSystem system, ulong number, in HostStatus status, GrantedDirectory? parent, ReadOnlySpan<byte> name)
        : base(system, number, status.Mode & FileType.Permissions, status.BornAt, parent, name)
    {
        Granted = system;
        _handle = NoHandle;
        Apply(status);
    }

    /// <summary>The file system.</summary>
    public GrantedFileSystem Granted { get; }

    /// <summary>True when the handle was used since this was last set to false.</summary>
    public bool WasUsed { get; set; }

    /// <inheritdoc/>
    public override ulong Size => _size;

    /// <inheritdoc/>
    public override ulong Blocks => _blocks;

    /// <summary>
    /// The handle, opened if it is not: from the nearest directory above that has one, step by step. ENOENT when it was
    /// removed, ESTALE when the host has put something else in its place.
    /// </summary>
    public Errno Acquire(out int handle)
    {
        handle = _handle;
        WasUsed = true;
        if (handle != NoHandle)
            return Errno.None;
        if (IsRemoved)
            return Errno.ENOENT;
        Errno error = Reopen(out handle);
        if (error != Errno.None)
            return error;
        _handle = handle;
        Granted.Hold(this);
        return Errno.None;
    }

    /// <summary>Closes the handle; the next use opens it again.</summary>
    public void CloseHandle()
    {
        if (_handle != NoHandle)
            HostDirectories.Close(_handle);
        _handle = NoHandle;
    }

    /// <inheritdoc/>
    public override Errno Lookup(Thread thread, ReadOnlySpan<byte> name, out Inode? inode)
    {
        inode = null;
        Errno error = Acquire(out int handle);
        if (error != Errno.None)
            return error;
        error = HostDirectories.GetStatus(handle, name, out HostStatus status);
        return error != Errno.None ? error : Granted.Meet(this, name, status, out inode);
    }

    /// <summary>Entries come from the open file, which reads them from the host.</summary>
    public override bool TryNext(Thread thread, ulong position, out DirectoryEntry entry)
    {
        entry = default;
        return false;
    }

    /// <inheritdoc/>
    public override void Refresh()
    {
        if (Acquire(out int handle) == Errno.None && HostDirectories.GetStatus(handle, out HostStatus status) == Errno.None)
            Apply(status);
    }

    /// <inheritdoc/>
    public override Errno Open(Thread thread, OpenFlags flags, out OpenFile? file)
    {
        file = null;
        if ((flags & OpenFlags.AccessMode) != OpenFlags.ReadOnly)
            return Errno.EISDIR;
        file = new GrantedDirectoryFile(this, flags);
        return Errno.None;
    }

    private Errno Reopen(out int handle)
    {
        GrantedDirectory above = this;
        while (above._handle == NoHandle)
            above = (GrantedDirectory)above.Parent;
        handle = above._handle;
        bool isOwn = false;
        while (above != this)
        {
            GrantedDirectory next = this;
            while (next.Parent != above)
                next = (GrantedDirectory)next.Parent;
            Result opened = HostDirectories.OpenDirectory(handle, next.Name);
            if (isOwn)
                HostDirectories.Close(handle);
            if (opened.Failed)
                return opened.Error;
            handle = (int)opened.Value;
            isOwn = true;
            if (HostDirectories.GetStatus(handle, out HostStatus status) != Errno.None || Granted.NumberOf(status) != next.Number)
            {
                HostDirectories.Close(handle);
                return Errno.ESTALE;
            }

            above = next;
        }

        return Errno.None;
    }

    private void Apply(in HostStatus status)
    {
        GrantedFileSystem.Apply(this, status);
        _size = status.Size;
        _blocks = status.Blocks;
    }
}
