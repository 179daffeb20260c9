using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>What the inodes of one mounted file system have in common.</summary>
public class FileSystem
{
    // Below are those of a real kernel's own mounts.
    private const ulong FirstMountId = 20;

    private static uint s_lastDevice;

    private ulong _lastNumber;

    /// <summary>A file system of a kind (f_type of statfs(2)) with a device number of its own.</summary>
    public FileSystem(ulong magic)
    {
        Magic = magic;
        BornAt = Clock.Realtime;
        Device = ++s_lastDevice;
    }

    /// <summary>f_type of overlayfs, tmpfs, proc, sysfs, cgroup2, of anonymous files and pipes, of directories of a host (9p), of mqueue.</summary>
    public const ulong OverlayMagic = 0x794C7630, TmpfsMagic = 0x01021994, ProcMagic = 0x9FA0, SysfsMagic = 0x62656572,
        ControlGroupMagic = 0x63677270, AnonymousMagic = 0x09041934, PipeMagic = 0x50495045, NinePMagic = 0x01021997, MessageQueueMagic = 0x19800202;

    /// <summary>Watches on its inodes, by their numbers; null while there have been none.</summary>
    internal Dictionary<ulong, List<FileWatch>>? Watches { get; set; }

    /// <summary>st_dev of its files; the major number is 0, as for all without a device.</summary>
    public ulong Device { get; }

    /// <summary>When it was mounted, nanoseconds since 1970.</summary>
    public long BornAt { get; }

    /// <summary>Number of its mount, in /proc/PID/mountinfo and statx(2).</summary>
    public ulong MountId => Device + FirstMountId;

    /// <summary>f_type of statfs(2).</summary>
    public ulong Magic { get; }

    /// <summary>Bytes that its backing image takes.</summary>
    public virtual ulong ImageSize => 0;

    /// <summary>True when it can be written.</summary>
    public bool IsStorage => Magic is OverlayMagic or TmpfsMagic;

    /// <summary>True when it is mounted read-only: changes are EROFS.</summary>
    public virtual bool IsReadOnly => false;

    /// <summary>A number for a new inode.</summary>
    public ulong NewNumber() => ++_lastNumber;

    /// <summary>Numbers up to this one are taken.</summary>
    protected void ReserveNumbers(ulong last) => _lastNumber = last;
}
