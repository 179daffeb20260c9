using System;
using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>
/// An open file description (open(2)): what several descriptors share after dup(2). It starts with one reference;
/// who lets go of the last one closes it.
/// </summary>
public abstract class OpenFile : MapSource
{
    private int _references = 1;
    private List<EpollItem>? _watchers;

    /// <summary>A description of an inode. Flags that only act while opening are dropped.</summary>
    protected OpenFile(Inode inode, OpenFlags flags)
    {
        Node = inode;
        Flags = (flags & ~OpenFlags.Momentary) | (inode.IsOpened ? OpenFlags.LargeFile : 0);
        inode.AddOpen();
    }

    /// <summary>The file.</summary>
    public Inode Node { get; }

    /// <summary>Access mode and status flags, as F_GETFL gives them.</summary>
    public OpenFlags Flags
    {
        get;
        set
        {
            field = value;
            OnFlagsChanged();
        }
    }

    /// <summary>The file offset.</summary>
    public ulong Offset { get; set; }

    /// <summary>The directory it was opened in; null for files without a name.</summary>
    public DirectoryInode? Folder { get; private set; }

    /// <summary>Its name there, or what /proc shows for a file without a name.</summary>
    public byte[] Name { get; private set; } = [];

    /// <summary>Owner of POSIX record locks is the process, of OFD and flock locks this description: true once it has taken one.</summary>
    public bool HasLocks { get; set; }

    /// <summary>True when it may be read.</summary>
    public bool CanRead => (Flags & OpenFlags.AccessMode) is OpenFlags.ReadOnly or OpenFlags.ReadWrite && !IsPath;

    /// <summary>True when it may be written.</summary>
    public bool CanWrite => (Flags & OpenFlags.AccessMode) is OpenFlags.WriteOnly or OpenFlags.ReadWrite && !IsPath;

    /// <summary>True for O_PATH: it only names the file.</summary>
    public bool IsPath => (Flags & OpenFlags.Path) != 0;

    /// <summary>True for O_NONBLOCK.</summary>
    public bool IsNonBlocking => (Flags & OpenFlags.NonBlocking) != 0;

    /// <inheritdoc/>
    public override ulong Length => Node.Size;

    /// <inheritdoc/>
    public override ulong Device => Node.System.Device;

    /// <inheritdoc/>
    public override ulong Inode => Node.Number;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Path => Paths.Of(this);

    /// <inheritdoc/>
    public override bool TryGetImageOffset(ulong offset, ulong length, out ulong imageOffset)
    {
        imageOffset = 0;
        return false;
    }

    /// <summary>Whether a mapping of it is fresh memory, as that of /dev/zero (zero(4)).</summary>
    public virtual bool MapsZeros => false;

    /// <inheritdoc/>
    public override Result PRead(Span<byte> destination, ulong offset) => Errno.ENODEV;

    /// <summary>Reads at the file offset and moves it. EINVAL where there is nothing to read.</summary>
    public virtual Result Read(Thread thread, ref Transfer to) => Errno.EINVAL;

    /// <summary>Writes at the file offset and moves it.</summary>
    public virtual Result Write(Thread thread, ref Transfer from) => Errno.EINVAL;

    /// <summary>Reads at a place. ESPIPE where there are no places.</summary>
    public virtual Result ReadAt(Thread thread, ref Transfer to, ulong offset) => Errno.ESPIPE;

    /// <summary>Writes at a place.</summary>
    public virtual Result WriteAt(Thread thread, ref Transfer from, ulong offset) => Errno.ESPIPE;

    /// <summary>Moves the file offset (lseek(2)). ESPIPE where there is none; an anonymous file answers 0 to anything.</summary>
    public virtual Result Seek(long offset, int whence) => Node is AnonymousInode ? Result.Success : Errno.ESPIPE;

    /// <summary>ioctl(2) for what is special to the kind of file.</summary>
    public virtual Result Control(Thread thread, uint request, ulong argument) => Errno.ENOTTY;

    /// <summary>What could be done now without blocking, and errors: the events of poll(2).</summary>
    public virtual PollEvents Poll(Thread thread) => PollEvents.AlwaysReady;

    /// <summary>Where changes of <see cref="Poll"/> are announced; null when it never changes.</summary>
    public virtual WaitQueue? Changes => null;

    /// <summary>
    /// True when O_ASYNC can be set: a signal tells of <see cref="Changes"/>. Only where Linux has an fasync operation; what announces
    /// signals must not be told of by one, which would be announced too, for ever.
    /// </summary>
    public virtual bool TellsBySignal => false;

    /// <summary>True when only the host knows what is ready: <see cref="HostHandle"/> is to be asked, and nothing is announced.</summary>
    public virtual bool IsHostPolled => false;

    /// <summary>The handle by which the host tells that something is ready, besides <see cref="Changes"/>; -1 for none.</summary>
    public virtual int HostHandle => -1;

    /// <summary>True when epoll(7) takes it.</summary>
    public bool CanBeWatched => Changes is not null || (Node.Type == FileType.CharacterDevice && this is not DeviceFile);

    /// <summary>Whom a signal tells of changes; null until somebody asks for it.</summary>
    public SignalledFile? Signalled { get; set; }

    /// <summary>Adds the lines that /proc/PID/fdinfo has for this kind of file.</summary>
    public virtual void Describe(ref ByteBuilder text)
    {
    }

    /// <summary>Notes under which name it was opened.</summary>
    public void SetName(DirectoryInode? folder, ReadOnlySpan<byte> name)
    {
        Folder = folder;
        Name = name.ToArray();
    }

    /// <summary>As above, with a name that nobody else keeps.</summary>
    internal void SetName(DirectoryInode? folder, byte[] name)
    {
        Folder = folder;
        Name = name;
    }

    /// <summary>Number of references.</summary>
    internal int References => _references;

    /// <inheritdoc/>
    public override void Retain() => _references++;

    /// <inheritdoc/>
    public override void Release()
    {
        if (--_references != 0)
            return;
        if (Capability.FileLocks && HasLocks)
            Node.Locks?.ReleaseOwner(this);
        for (int i = 0; Capability.Epoll && _watchers is not null && i < _watchers.Count; i++)
            _watchers[i].Owner.Forget(_watchers[i]);
        if (Capability.FileSignals && Signalled is { Queue: { } queue })
            queue.Remove(Signalled);
        Notifier.Report(this, CanWrite ? FileEvents.CloseWrite : FileEvents.CloseNoWrite);
        OnClose();
        Node.RemoveOpen();
    }

    /// <summary>An epoll item watches this file until it closes.</summary>
    internal void Watch(EpollItem item)
    {
        _watchers ??= new List<EpollItem>();
        _watchers.Add(item);
        Changes?.Add(item);
    }

    /// <summary>The file has a <see cref="HostHandle"/> from now on: those that watch it watch that too.</summary>
    protected void WatchOnHost()
    {
        for (int i = 0; Capability.Epoll && _watchers is not null && i < _watchers.Count; i++)
            _watchers[i].Owner.WatchOnHost(_watchers[i]);
    }

    /// <summary>An epoll item watches no longer.</summary>
    internal void Unwatch(EpollItem item) => _watchers?.Remove(item);

    /// <summary>Called when <see cref="Flags"/> have been set.</summary>
    protected virtual void OnFlagsChanged()
    {
    }

    /// <summary>Called when the last reference is gone.</summary>
    protected virtual void OnClose()
    {
    }

    /// <summary>SEEK_SET, SEEK_CUR and SEEK_END for a file of a known size. EINVAL, for an offset that is too large too.</summary>
    protected Result SeekWithin(long offset, int whence, ulong size)
    {
        long start = whence switch { 0 => 0, 1 => (long)Offset, 2 => (long)size, _ => -1 };
        if (start < 0)
            return Errno.EINVAL;
        long target = unchecked(start + offset);
        if (target < 0)
            return Errno.EINVAL;
        Offset = (ulong)target;
        return target;
    }
}
