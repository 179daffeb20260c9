using System;

namespace LiteBox.North;

/// <summary>
/// A regular file of a <see cref="GrantedFileSystem"/>. All that have it open share two handles, one to read and one to
/// write, which may be the same.
/// </summary>
public sealed class GrantedFile : Inode
{
    private const int NoHandle = -1;

    private readonly GrantedFileSystem _system;
    private int _reader = NoHandle;
    private int _writer = NoHandle;
    private int _locker = NoHandle;
    private ulong _size;
    private ulong _blocks;
    private bool _isFresh;

    public GrantedFile(GrantedFileSystem system, ulong number, in HostStatus status)
        : base(system, number, FileType.Regular, status.BornAt) => _system = system;

    /// <summary>The directory in which it was found last.</summary>
    public GrantedDirectory Folder { get; private set; } = null!;

    /// <summary>Its name there.</summary>
    public byte[] Name { get; private set; } = [];

    /// <summary>A handle that is open; -1: none.</summary>
    public int Handle => _reader != NoHandle ? _reader : _writer;

    /// <summary>As of the last look at the host.</summary>
    public override ulong Size => _size;

    /// <inheritdoc/>
    public override ulong Blocks => _blocks;

    /// <summary>A walk found it.</summary>
    public void Found(GrantedDirectory folder, ReadOnlySpan<byte> name, in HostStatus status)
    {
        Move(folder, name);
        Apply(status);
        _isFresh = true;
    }

    /// <summary>It was just made, and this handle with it.</summary>
    public void Created(GrantedDirectory folder, ReadOnlySpan<byte> name, in HostStatus status, int handle)
    {
        Found(folder, name, status);
        _reader = _writer = handle;
    }

    /// <summary>It stands under another name.</summary>
    public void Move(GrantedDirectory folder, ReadOnlySpan<byte> name)
    {
        if (Folder != folder || !name.SequenceEqual(Name))
            Name = name.ToArray();
        Folder = folder;
    }

    /// <inheritdoc/>
    public override void Refresh()
    {
        HostStatus status;
        if (Handle != NoHandle)
        {
            if (HostDirectories.GetStatus(Handle, out status) == Errno.None)
                Apply(status);
            return;
        }

        // The walk that led here has just asked.
        bool isFresh = _isFresh;
        _isFresh = false;
        if (!isFresh && Folder.Acquire(out int folder) == Errno.None
            && HostDirectories.GetStatus(folder, Name, out status) == Errno.None && _system.NumberOf(status) == Number)
        {
            Apply(status);
        }
    }

    /// <inheritdoc/>
    public override Errno Open(Thread thread, OpenFlags flags, out OpenFile? file)
    {
        file = null;
        OpenFlags access = flags & OpenFlags.AccessMode;
        bool writes = access is OpenFlags.WriteOnly or OpenFlags.ReadWrite || (flags & OpenFlags.Truncate) != 0;
        if (writes && _system.IsReadOnly)
            return Errno.EROFS;
        Errno error = access == OpenFlags.WriteOnly ? Errno.None : OpenReader(out _);
        if (error == Errno.None && writes)
            error = OpenWriter(out _);
        if (error != Errno.None)
        {
            CloseIfUnused();
            return error;
        }

        _system.Keep(this);
        file = new GrantedOpenFile(this, flags);
        return Errno.None;
    }

    /// <inheritdoc/>
    public override Errno Truncate(ulong size)
    {
        if (!Capability.WritableHostDirectories || _system.IsReadOnly)
            return Errno.EROFS;
        if (size > long.MaxValue)
            return Errno.EINVAL;
        Errno error = OpenWriter(out int handle);
        if (error == Errno.None)
            error = HostDirectories.SetSize(handle, size);
        CloseIfUnused();
        return error;
    }

    /// <summary>The handle to read from. ESTALE when the host has put another file in its place.</summary>
    public Errno OpenReader(out int handle)
    {
        handle = _reader;
        if (handle != NoHandle)
            return Errno.None;
        Errno error = OpenHandle(HostAccess.Read, out handle);
        _reader = handle;
        return error;
    }

    /// <summary>The handle to write to.</summary>
    public Errno OpenWriter(out int handle)
    {
        handle = _writer;
        if (handle != NoHandle)
            return Errno.None;
        if (!Capability.WritableHostDirectories || _system.IsReadOnly)
            return Errno.EROFS;
        Errno error = OpenHandle(_reader == NoHandle ? HostAccess.ReadWrite : HostAccess.Write, out handle);
        if (error == Errno.None && _reader == NoHandle)
            _reader = handle;
        else if (error == Errno.EACCES && _reader == NoHandle)
            error = OpenHandle(HostAccess.Write, out handle);
        _writer = handle;
        return error;
    }

    /// <summary>The handle that holds what everyone in here has locked; its host lets no other handle in between.</summary>
    public Errno OpenLocker(out int handle)
    {
        handle = _locker;
        if (handle != NoHandle)
            return Errno.None;
        bool writable = Capability.WritableHostDirectories && !_system.IsReadOnly;
        Errno error = OpenHandle(writable ? HostAccess.ReadWrite : HostAccess.Read, out handle);
        if (error == Errno.EACCES && writable)
            error = OpenHandle(HostAccess.Read, out handle);
        _locker = handle;
        return error;
    }

    /// <summary>Maps the file so that what is written is in it.</summary>
    public Errno MapShared(ulong address, ulong length, PageProtection protection, ulong offset, bool writable)
    {
        // The handles to read and to write may be two; a mapping that is to be written wants one that can do both.
        int handle;
        Errno error = writable ? OpenHandle(HostAccess.ReadWrite, out handle) : OpenReader(out handle);
        if (error != Errno.None)
            return error;
        error = HostDirectories.MapShared(handle, address, length, protection, offset);
        if (writable)
            HostDirectories.Close(handle);
        return error;
    }

    /// <summary>Closes handles that no open file uses: for those who needed one for a moment.</summary>
    public void CloseIfUnused()
    {
        if (Opens == 0)
            OnUnused();
    }

    /// <inheritdoc/>
    protected override void OnUnused()
    {
        if (_reader != NoHandle)
            HostDirectories.Close(_reader);
        if (_writer != NoHandle && _writer != _reader)
            HostDirectories.Close(_writer);
        if (_locker != NoHandle)
            HostDirectories.Close(_locker);
        _reader = _writer = _locker = NoHandle;
        _system.Forget(this);
    }

    private Errno OpenHandle(HostAccess access, out int handle)
    {
        handle = NoHandle;
        Errno error = Folder.Acquire(out int folder);
        if (error != Errno.None)
            return error;
        Result opened = HostDirectories.OpenFile(folder, Name, access);
        if (opened.Failed)
            return opened.Error;
        error = HostDirectories.GetStatus((int)opened.Value, out HostStatus status);
        if (error == Errno.None && (_system.NumberOf(status) != Number || (status.Mode & FileType.Mask) != FileType.Regular))
            error = Errno.ESTALE;
        if (error != Errno.None)
        {
            HostDirectories.Close((int)opened.Value);
            return error;
        }

        Apply(status);
        handle = (int)opened.Value;
        return Errno.None;
    }

    private void Apply(in HostStatus status)
    {
        GrantedFileSystem.Apply(this, status);
        _size = status.Size;
        _blocks = status.Blocks;
    }
}
