namespace LiteBox.North;

/// <content>Changing what stat(2) tells.</content>
public static partial class FileCalls
{
    /// <summary>UTIME_NOW of utimensat(2), in place of a time.</summary>
    public const long TimeNow = long.MinValue;

    /// <summary>UTIME_OMIT.</summary>
    public const long TimeOmit = long.MinValue + 1;

    /// <summary>truncate(2). EISDIR, EINVAL, EFBIG.</summary>
    public static Errno SetSize(Thread thread, Inode inode, ulong size)
    {
        if (inode.IsRegular && size > inode.Size && size > thread.Process.Limits[Limits.FileSize])
        {
            thread.Post(SignalInfo.FromKernel(Signal.SIGXFSZ));
            return Errno.EFBIG;
        }

        Errno error = inode.Truncate(size);
        if (Capability.SharedMemory && inode is TreeFile file)
            thread.Process.Memory.Follow(file);
        return error;
    }

    /// <summary>chmod(2). EPERM for who does not own it.</summary>
    public static Errno SetMode(Thread thread, Inode inode, uint mode)
    {
        if (inode is SymbolicLinkInode)
            return Errno.EOPNOTSUPP;
        if (!Permissions.IsOwner(thread, inode))
            return Errno.EPERM;
        if (!Permissions.IsIn(thread, inode.Group))
            mode &= ~FileType.SetGroup;
        if (Capability.HostDirectories && inode.System is GrantedFileSystem granted)
            return granted.SetMode(inode, mode);
        inode.Mode = (inode.Mode & FileType.Mask) | (mode & FileType.Permissions);
        inode.TouchStatus();
        return Errno.None;
    }

    /// <summary>chown(2); an id of all ones stays as it is. EPERM: who is not root may only give what he owns to a group he is in.</summary>
    public static Errno SetOwner(Thread thread, Inode inode, uint user, uint group)
    {
        bool keepsUser = user == uint.MaxValue || user == inode.User, keepsGroup = group == uint.MaxValue || Permissions.IsIn(thread, group);
        if (Capability.Users && thread.Process.Credentials.FileUser != 0 && !(Permissions.IsOwner(thread, inode) && keepsUser && keepsGroup))
            return Errno.EPERM;
        if (Capability.HostDirectories && inode.System is GrantedFileSystem granted)
            return granted.SetOwner(inode, user, group);
        if (user != uint.MaxValue)
            inode.User = user;
        if (group != uint.MaxValue)
            inode.Group = group;

        // A program does not keep the rights of an owner that changes, not even when root changes it (chown(2)).
        if (!inode.IsDirectory && (user & group) != uint.MaxValue)
            inode.Mode &= ~(FileType.SetUser | ((inode.Mode & 8) != 0 ? FileType.SetGroup : 0));
        inode.TouchStatus();
        return Errno.None;
    }

    /// <summary>
    /// utimensat(2). Who may write may set both to now, EACCES else; other times only the owner, EPERM.
    /// </summary>
    public static Errno SetTimes(Thread thread, Inode inode, long accessedAt, long modifiedAt)
    {
        if (accessedAt == TimeOmit && modifiedAt == TimeOmit)
            return Errno.None;
        if (!Permissions.IsOwner(thread, inode))
        {
            if (accessedAt != TimeNow || modifiedAt != TimeNow)
                return Errno.EPERM;
            if (!Permissions.Has(thread, inode, Permissions.Write))
                return Errno.EACCES;
        }
        if (Capability.HostDirectories && inode.System is GrantedFileSystem granted)
            return granted.SetTimes(inode, accessedAt, modifiedAt);
        long now = Clock.Realtime;
        if (accessedAt != TimeOmit)
            inode.AccessedAt = accessedAt == TimeNow ? now : accessedAt;
        if (modifiedAt != TimeOmit)
            inode.ModifiedAt = modifiedAt == TimeNow ? now : modifiedAt;
        inode.ChangedAt = now;
        return Errno.None;
    }
}
