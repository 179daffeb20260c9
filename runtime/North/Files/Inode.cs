using System;

namespace LiteBox.North;

/// <summary>A file of any kind, apart from its names.</summary>
public abstract class Inode
{
    /// <summary>An inode that now comes into being.</summary>
    protected Inode(FileSystem system, ulong number, uint mode)
        : this(system, number, mode, Clock.Realtime)
    {
    }

    /// <summary>An inode that has been there since <paramref name="bornAt"/>.</summary>
    protected Inode(FileSystem system, ulong number, uint mode, long bornAt)
    {
        System = system;
        Number = number;
        Mode = mode;
        BornAt = bornAt;
        AccessedAt = ModifiedAt = ChangedAt = bornAt;
    }

    /// <summary>The file system it belongs to.</summary>
    public FileSystem System { get; }

    /// <summary>st_ino.</summary>
    public ulong Number { get; }

    /// <summary>Type and permissions (<see cref="FileType"/>).</summary>
    public uint Mode { get; set; }

    /// <summary>Number of names.</summary>
    public uint Links { get; set; } = 1;

    /// <summary>Owner.</summary>
    public virtual uint User { get; set; }

    /// <summary>Group.</summary>
    public uint Group { get; set; }

    /// <summary>Last access, nanoseconds since 1970.</summary>
    public long AccessedAt { get; set; }

    /// <summary>Last change of the contents.</summary>
    public long ModifiedAt { get; set; }

    /// <summary>Last change of anything.</summary>
    public long ChangedAt { get; set; }

    /// <summary>When it came into being.</summary>
    public long BornAt { get; }

    /// <summary>Open file descriptions of it; contents outlive the last name until the last of these closes.</summary>
    public int Opens { get; private set; }

    /// <summary>Locks on it; made with the first.</summary>
    public FileLocks? Locks { get; set; }

    /// <summary>Extended attributes; null when it has none.</summary>
    public ExtendedAttributes? Attributes { get; set; }

    /// <summary>False for what calls other than open(2) make, and which has no O_LARGEFILE for that.</summary>
    public virtual bool IsOpened => true;

    /// <summary>st_size.</summary>
    public virtual ulong Size => 0;

    /// <summary>st_blocks.</summary>
    public virtual ulong Blocks => 0;

    /// <summary>st_rdev.</summary>
    public virtual ulong SpecialDevice => 0;

    /// <summary>The type bits of the mode.</summary>
    public uint Type => Mode & FileType.Mask;

    /// <summary>True for a directory.</summary>
    public bool IsDirectory => Type == FileType.Directory;

    /// <summary>True for a regular file.</summary>
    public bool IsRegular => Type == FileType.Regular;

    /// <summary>Makes an open file description. Symbolic links and sockets cannot be opened: ELOOP, ENXIO.</summary>
    public abstract Errno Open(Thread thread, OpenFlags flags, out OpenFile? file);

    /// <summary>Sets the size; holes read as zeros. EINVAL where there is none to set.</summary>
    public virtual Errno Truncate(ulong size) => Errno.EINVAL;

    /// <summary>Brings the attributes up to date, where others than the library OS can change them.</summary>
    public virtual void Refresh()
    {
    }

    /// <summary>What stat(2) tells.</summary>
    public void GetStatus(out FileStatus status)
    {
        Refresh();
        status.Device = System.Device;
        status.Inode = Number;
        status.Mode = Mode;
        status.Links = Links;
        status.User = User;
        status.Group = Group;
        status.SpecialDevice = SpecialDevice;
        status.Size = Size;
        status.BlockSize = System.Magic is FileSystem.ProcMagic or FileSystem.SysfsMagic ? 1024u : 4096u;
        status.Blocks = Blocks;
        status.AccessedAt = AccessedAt;
        status.ModifiedAt = ModifiedAt;
        status.ChangedAt = ChangedAt;
        status.BornAt = BornAt;
    }

    /// <summary>Notes a change of contents.</summary>
    public void TouchContents() => ModifiedAt = ChangedAt = Clock.Realtime;

    /// <summary>Notes a change of attributes.</summary>
    public void TouchStatus() => ChangedAt = Clock.Realtime;

    internal void AddOpen() => Opens++;

    internal void RemoveOpen()
    {
        Opens--;
        if (Opens == 0)
            OnUnused();
        ReleaseIfUnused();
    }

    /// <summary>One name less.</summary>
    internal void RemoveLink()
    {
        Links--;
        ChangedAt = Clock.Realtime;
        Notifier.Report(this, FileEvents.Attributes);
        ReleaseIfUnused();
    }

    /// <summary>No name any more.</summary>
    internal void RemoveLinks()
    {
        Links = 0;
        ReleaseIfUnused();
    }

    /// <summary>Called when the last open file is closed.</summary>
    protected virtual void OnUnused()
    {
    }

    /// <summary>Called when neither a name nor an open file is left: gives the contents back.</summary>
    protected virtual void Release()
    {
    }

    private void ReleaseIfUnused()
    {
        if (Links != 0 || Opens != 0)
            return;
        Notifier.ReportEnd(this);
        Release();
    }
}
