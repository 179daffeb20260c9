using System.Runtime.CompilerServices;

namespace LiteBox.North;

/// <summary>
/// Who may do what with a file (path_resolution(7)): asked only in bundles whose program can give up being root, who may
/// do everything.
/// </summary>
public static class Permissions
{
    /// <summary>The right to read.</summary>
    public const uint Read = 4;

    /// <summary>The right to write; in a directory, with <see cref="Search"/>, to make and remove names.</summary>
    public const uint Write = 2;

    /// <summary>The right to execute a file.</summary>
    public const uint Execute = 1;

    /// <summary>The right to use the names in a directory.</summary>
    public const uint Search = 1;

    private const uint AnyExecute = 0x49;

    /// <summary>Whether the thread may do that with the file.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Has(Thread thread, Inode inode, uint wanted)
    {
        if (!Capability.Users)
            return true;
        Credentials who = thread.Process.Credentials;
        return who.FileUser == 0 || Has(inode, wanted, who.FileUser, who.FileGroup, who.Groups);
    }

    /// <summary>Whether no right is ever missing for the thread to walk through a directory.</summary>
    public static bool MayWalkAnywhere(Thread thread) => !Capability.Users || thread.Process.Credentials.FileUser == 0;

    /// <summary>Whether a process with this user and these groups may do that with the file. Root may do all but execute what nobody may.</summary>
    public static bool Has(Inode inode, uint wanted, uint user, uint group, uint[] groups)
    {
        uint mode = inode.Mode;
        if (user == 0)
            return (wanted & Execute) == 0 || inode.IsDirectory || (mode & AnyExecute) != 0;
        int shift = user == inode.User ? 6 : group == inode.Group || Contains(groups, inode.Group) ? 3 : 0;
        return (mode >> shift & wanted) == wanted;
    }

    /// <summary>Whether the thread may make and remove names in a directory; EACCES else.</summary>
    public static Errno ToChange(Thread thread, DirectoryInode directory) =>
        Has(thread, directory, Write | Search) ? Errno.None : Errno.EACCES;

    /// <summary>
    /// Whether the thread may take a name out of a directory: EACCES; EPERM where the sticky bit lets only the owners of the
    /// file and of the directory.
    /// </summary>
    public static Errno ToRemove(Thread thread, DirectoryInode directory, Inode inode)
    {
        Errno error = ToChange(thread, directory);
        if (error != Errno.None || (directory.Mode & FileType.Sticky) == 0)
            return error;
        return IsOwner(thread, inode) || IsOwner(thread, directory) ? Errno.None : Errno.EPERM;
    }

    /// <summary>Whether the thread may change what only the owner may.</summary>
    public static bool IsOwner(Thread thread, Inode inode)
    {
        if (!Capability.Users)
            return true;
        uint user = thread.Process.Credentials.FileUser;
        return user == 0 || user == inode.User;
    }

    /// <summary>
    /// Whether the thread may give a file of another another name: one that it could read and write itself, and that gives no
    /// rights to who runs it (fs.protected_hardlinks of proc_sys_fs(5), which distributions set).
    /// </summary>
    public static bool MayLink(Thread thread, Inode inode)
    {
        const uint GroupExecute = 8;
        if (IsOwner(thread, inode))
            return true;
        bool givesRights = (inode.Mode & FileType.SetUser) != 0
            || (inode.Mode & (FileType.SetGroup | GroupExecute)) == (FileType.SetGroup | GroupExecute);
        return inode.IsRegular && !givesRights && Has(thread, inode, Read | Write);
    }

    /// <summary>Whether the thread is in a group, or need not be.</summary>
    public static bool IsIn(Thread thread, uint group)
    {
        if (!Capability.Users)
            return true;
        Credentials who = thread.Process.Credentials;
        return who.FileUser == 0 || group == who.FileGroup || Contains(who.Groups, group);
    }

    /// <summary>Whether a group is among others.</summary>
    internal static bool Contains(uint[] groups, uint group)
    {
        for (int i = 0; i < groups.Length; i++)
        {
            if (groups[i] == group)
                return true;
        }

        return false;
    }
}
