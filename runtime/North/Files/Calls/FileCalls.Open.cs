using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LiteBox.North;

/// <summary>
/// What the calls of POSIX do with paths and files. A path is walked from <c>start</c> (the working directory or that of
/// a descriptor).
/// </summary>
public static partial class FileCalls
{
    /// <summary>open(2) and openat2(2); the caller owns the reference to the file.</summary>
    public static Errno Open(
        Thread thread, DirectoryInode start, ReadOnlySpan<byte> path, OpenFlags flags, uint mode, WalkFlags resolve, out OpenFile? file)
    {
        file = null;
        if ((flags & OpenFlags.Path) != 0)
            flags &= OpenFlags.Path | OpenFlags.Directory | OpenFlags.NoFollow | OpenFlags.CloseOnExec;
        if (Capability.UnnamedFiles && (flags & OpenFlags.Temporary) != 0)
            return OpenUnnamed(thread, start, path, flags, mode, resolve, out file);
        bool create = Capability.FileChanges && (flags & OpenFlags.Create) != 0;
        if (create && (flags & OpenFlags.Directory) != 0)
            return Errno.EINVAL;
        bool exclusive = create && (flags & OpenFlags.Exclusive) != 0;
        WalkFlags walk = resolve | ((flags & OpenFlags.NoFollow) == 0 && !exclusive ? WalkFlags.Follow : WalkFlags.None);
        if (exclusive)
            walk |= WalkFlags.Parent;
        Errno error = Paths.Walk(thread, start, path, walk, out Walked walked);
        if (error != Errno.None)
            return error;
        if (walked.Found is not null)
            return exclusive ? Errno.EEXIST : OpenFound(thread, walked, flags, out file);
        if (!Capability.FileChanges || !create)
            return Errno.ENOENT;
        if (walked.HasSlash)
            return Errno.EISDIR;
        error = Permissions.ToChange(thread, walked.Parent);
        if (error != Errno.None)
            return error;
        if (OnHost(walked.Parent, out GrantedDirectory? granted))
            return CreateOnHost(thread, granted, walked, flags, mode, out file);
        error = Create(thread, walked, FileType.Regular | (mode & FileType.Permissions), out Inode? inode);
        if (error != Errno.None)
            return error;
        Notifier.ReportName(walked, FileEvents.Create, isDirectory: false);
        error = inode!.Open(thread, flags, out file);
        return Opened(error, walked, file);
    }

    private static Errno Opened(Errno error, in Walked walked, OpenFile? file)
    {
        if (error != Errno.None)
            return error;
        file!.SetName(walked.Parent, walked.Name);
        Notifier.Report(file, FileEvents.Open);
        return Errno.None;
    }

    /// <summary>A file without a name, for memfd_create(2).</summary>
    public static TreeFile CreateInMemory(uint mode) => new(AnonymousInode.Anonymous, mode) { Links = 0 };

    private static Errno OpenFound(Thread thread, in Walked walked, OpenFlags flags, out OpenFile? file)
    {
        file = null;
        Inode inode = walked.Found!;
        if ((flags & OpenFlags.Create) != 0 && (inode.IsDirectory || walked.HasSlash))
            return Errno.EISDIR;
        if ((flags & OpenFlags.Directory) != 0 && !inode.IsDirectory)
            return Errno.ENOTDIR;
        if ((flags & OpenFlags.Path) != 0)
        {
            file = new PathFile(inode, flags);
            file.SetName(walked.Parent, walked.Name);
            return Errno.None;
        }

        if (inode.IsDirectory && (flags & (OpenFlags.AccessMode | OpenFlags.Truncate)) != OpenFlags.ReadOnly)
            return Errno.EISDIR;
        if (!Permissions.Has(thread, inode, RightsFor(flags)))
            return Errno.EACCES;
        if ((flags & OpenFlags.NoAccessTime) != 0 && !Permissions.IsOwner(thread, inode))
            return Errno.EPERM;
        // The opening of a FIFO may sleep, and then the path is another's.
        DirectoryInode folder = walked.Parent;
        byte[] name = walked.Name.ToArray();
        Errno error = inode.Open(thread, flags, out file);
        if (error != Errno.None)
            return error;
        if (file!.Folder is null && file.Name.Length == 0)
            file.SetName(folder, name);
        Notifier.Report(file, FileEvents.Open);
        if (Capability.FileChanges && (flags & OpenFlags.Truncate) != 0 && inode.IsRegular && SetSize(thread, inode, 0) == Errno.None)
            Notifier.Report(file, FileEvents.Modify);
        return Errno.None;
    }

    private static uint RightsFor(OpenFlags flags)
    {
        uint rights = (flags & OpenFlags.AccessMode) switch
        {
            OpenFlags.ReadOnly => Permissions.Read,
            OpenFlags.WriteOnly => Permissions.Write,
            _ => Permissions.Read | Permissions.Write,
        };
        return (flags & OpenFlags.Truncate) != 0 ? rights | Permissions.Write : rights;
    }

    private static Errno CreateOnHost(
        Thread thread, GrantedDirectory folder, in Walked walked, OpenFlags flags, uint mode, out OpenFile? file)
    {
        file = null;
        Errno error = folder.CreateFile(walked.Name, mode & ~thread.Process.CreationMask, out GrantedFile? made);
        if (error == Errno.EEXIST && (flags & OpenFlags.Exclusive) == 0)
        {
            // Somebody on the host was faster.
            Walked again = walked;
            error = folder.Lookup(thread, walked.Name, out again.Found);
            return error != Errno.None ? error : OpenFound(thread, again, flags, out file);
        }

        if (error != Errno.None)
            return error;
        Notifier.ReportName(walked, FileEvents.Create, isDirectory: false);
        error = made!.Open(thread, flags & ~OpenFlags.Truncate, out file);
        return Opened(error, walked, file);
    }

    /// <summary>True when changes of a directory are the host's to make.</summary>
    private static bool OnHost(DirectoryInode directory, [NotNullWhen(true)] out GrantedDirectory? granted)
    {
        granted = Capability.HostDirectories ? directory as GrantedDirectory : null;
        return granted is not null;
    }

    /// <summary>O_TMPFILE: a file without a name, which linkat(2) may give one.</summary>
    private static Errno OpenUnnamed(
        Thread thread, DirectoryInode start, ReadOnlySpan<byte> path, OpenFlags flags, uint mode, WalkFlags resolve, out OpenFile? file)
    {
        file = null;
        if ((flags & OpenFlags.Directory) == 0 || (flags & (OpenFlags.Create | OpenFlags.AccessMode)) is not (OpenFlags.WriteOnly or OpenFlags.ReadWrite))
            return Errno.EINVAL;
        Errno error = Paths.Find(thread, start, path, resolve | WalkFlags.Follow, out Inode? found);
        if (error != Errno.None)
            return error;
        if (found is not DirectoryInode directory)
            return Errno.ENOTDIR;
        if (!directory.CanCreate)
            return Errno.EOPNOTSUPP;
        error = Permissions.ToChange(thread, directory);
        if (error != Errno.None)
            return error;
        TreeFile inode = new(directory.System, mode & FileType.Permissions & ~thread.Process.CreationMask) { Links = 0 };
        inode.MayBeLinked = (flags & OpenFlags.Exclusive) == 0;
        Own(thread, directory, inode);
        error = inode.Open(thread, flags & ~OpenFlags.Directory, out file);
        file?.SetName(directory, "#tmpfile"u8);
        return error;
    }

    /// <summary>Makes a file, directory or device node under the name that a walk found free.</summary>
    private static Errno Create(Thread thread, in Walked walked, uint mode, out Inode? inode)
    {
        inode = null;
        if (!walked.Parent.CanCreate)
            return Errno.ENOENT;
        TreeFileSystem system = Unsafe.As<TreeFileSystem>(walked.Parent.System);
        uint permissions = mode & FileType.Permissions & ~thread.Process.CreationMask;
        bool inherits = (walked.Parent.Mode & FileType.SetGroup) != 0;
        if ((mode & FileType.Mask) == FileType.Directory)
            inode = new TreeDirectory(system, system.NewNumber(), permissions | (inherits ? FileType.SetGroup : 0), Clock.Realtime, walked.Parent, walked.Name);
        else
            inode = new TreeFile(system, permissions);
        Own(thread, walked.Parent, inode);
        return walked.Parent.Insert(walked.Name, inode);
    }

    /// <summary>A new file belongs to who made it; to the group of a directory with the set-group-ID bit (inode(7)).</summary>
    private static void Own(Thread thread, DirectoryInode directory, Inode inode)
    {
        inode.User = thread.Process.Credentials.FileUser;
        inode.Group = (directory.Mode & FileType.SetGroup) != 0 ? directory.Group : thread.Process.Credentials.FileGroup;
    }
}
