namespace LiteBox.Shim.Linux;

/// <summary>What only the administrator of a real machine does: the tree is the bundle's, and nothing can be mounted.</summary>
internal static class PathsRefused
{
    /// <summary>mount(2).</summary>
    [Syscall(165, "mount")]
    [Partly("EPERM, as without the capability")]
    public static Result Mount(Thread thread, ulong source, ulong target, ulong type, ulong flags, ulong data) => Errno.EPERM;

    /// <summary>umount2(2).</summary>
    [Syscall(166, "umount2")]
    [Partly("EPERM, as without the capability")]
    public static Result Unmount(Thread thread, ulong target, int flags) => Errno.EPERM;

    /// <summary>pivot_root(2).</summary>
    [Syscall(155, "pivot_root")]
    [Partly("EPERM, as without the capability")]
    public static Result PivotRoot(Thread thread, ulong root, ulong old) => Errno.EPERM;

    /// <summary>fsopen(2), fsconfig(2), fsmount(2), fspick(2), open_tree(2), move_mount(2) and mount_setattr(2).</summary>
    [Syscall(428, "open_tree")]
    [Syscall(429, "move_mount")]
    [Syscall(430, "fsopen")]
    [Syscall(431, "fsconfig")]
    [Syscall(432, "fsmount")]
    [Syscall(433, "fspick")]
    [Syscall(442, "mount_setattr")]
    [Partly("EPERM, as without the capability")]
    public static Result MountByDescriptor(Thread thread) => Errno.EPERM;

    /// <summary>swapon(2), swapoff(2), acct(2), quotactl(2) and fanotify_init(2).</summary>
    [Syscall(163, "acct")]
    [Syscall(167, "swapon")]
    [Syscall(168, "swapoff")]
    [Syscall(179, "quotactl")]
    [Syscall(300, "fanotify_init")]
    [Partly("EPERM, as without the capability")]
    public static Result Administer(Thread thread) => Errno.EPERM;

    /// <summary>ustat(2): no file system here lies on a device.</summary>
    [Syscall(136, "ustat")]
    [Partly("EINVAL: no file system lies on a block device")]
    public static Result OfDevice(Thread thread, uint device, ulong buffer) => Errno.EINVAL;

    /// <summary>name_to_handle_at(2): no file system here gives handles out (EOPNOTSUPP).</summary>
    [Syscall(303, "name_to_handle_at")]
    [Partly("EOPNOTSUPP: no file system here gives handles out")]
    public static Result HandleOf(Thread thread, int directory, ulong path, ulong handle, ulong mountId, int flags)
    {
        if ((flags & ~(Descriptors.Follow | Descriptors.EmptyPath)) != 0)
            return Errno.EINVAL;
        Errno error = Descriptors.Find(thread, directory, path, (flags & Descriptors.Follow) != 0, (flags & Descriptors.EmptyPath) != 0, out Walked _);
        return error != Errno.None ? error : Errno.EOPNOTSUPP;
    }

    /// <summary>open_by_handle_at(2).</summary>
    [Syscall(304, "open_by_handle_at")]
    [Partly("EPERM, as without the capability")]
    public static Result OpenByHandle(Thread thread, int mount, ulong handle, int flags) => Errno.EPERM;
}
