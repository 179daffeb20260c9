using System;
using System.Runtime.CompilerServices;

namespace LiteBox.North;

/// <content>Making and removing names.</content>
public static partial class FileCalls
{
    /// <summary>RENAME_NOREPLACE of renameat2(2).</summary>
    public const uint RenameNoReplace = 1;

    /// <summary>RENAME_EXCHANGE.</summary>
    public const uint RenameExchange = 2;

    private const uint MaxLinks = 65_000;

    /// <summary>mkdir(2).</summary>
    public static Errno MakeDirectory(Thread thread, DirectoryInode start, ReadOnlySpan<byte> path, uint mode)
    {
        Errno error = WalkToFree(thread, start, path, mayHaveSlash: true, out Walked walked);
        if (error == Errno.None)
            error = Permissions.ToChange(thread, walked.Parent);
        if (error != Errno.None)
            return error;
        if (OnHost(walked.Parent, out GrantedDirectory? granted))
            return Made(granted.CreateDirectory(walked.Name, mode & ~thread.Process.CreationMask), walked, isDirectory: true);
        error = Create(thread, walked, FileType.Directory | (mode & (0x1FF | FileType.Sticky)), out _);
        if (error == Errno.None)
            walked.Parent.Links++;
        return Made(error, walked, isDirectory: true);
    }

    /// <summary>mknod(2) for regular files and FIFOs; others are EPERM, since the sandbox has no devices to reach.</summary>
    public static Errno MakeNode(Thread thread, DirectoryInode start, ReadOnlySpan<byte> path, uint mode)
    {
        Errno error = WalkToFree(thread, start, path, mayHaveSlash: false, out Walked walked);
        if (error == Errno.None)
            error = Permissions.ToChange(thread, walked.Parent);
        if (error != Errno.None)
            return error;
        error = (mode & FileType.Mask) switch
        {
            0 or FileType.Regular when OnHost(walked.Parent, out GrantedDirectory? granted) =>
                MakeFileOnHost(granted, walked.Name, mode & ~thread.Process.CreationMask),
            0 or FileType.Regular => Create(thread, walked, FileType.Regular | (mode & FileType.Permissions), out _),
            FileType.Pipe when !OnHost(walked.Parent, out _) => MakeFifo(thread, walked, mode & FileType.Permissions),
            FileType.Pipe or FileType.CharacterDevice or FileType.BlockDevice or FileType.Socket or FileType.Directory => Errno.EPERM,
            _ => Errno.EINVAL,
        };
        return Made(error, walked);
    }

    private static Errno Made(Errno error, in Walked walked, bool isDirectory = false)
    {
        if (error == Errno.None)
            Notifier.ReportName(walked, FileEvents.Create, isDirectory);
        return error;
    }

    private static Errno MakeFifo(Thread thread, in Walked walked, uint mode)
    {
        if (!walked.Parent.CanCreate)
            return Errno.ENOENT;
        FifoInode inode = new(walked.Parent.System, mode & ~thread.Process.CreationMask);
        Own(thread, walked.Parent, inode);
        return walked.Parent.Insert(walked.Name, inode);
    }

    /// <summary>symlink(2).</summary>
    public static Errno MakeSymbolicLink(Thread thread, DirectoryInode start, ReadOnlySpan<byte> path, ReadOnlySpan<byte> target)
    {
        if (target.Length == 0)
            return Errno.ENOENT;
        Errno error = WalkToFree(thread, start, path, mayHaveSlash: false, out Walked walked);
        if (error == Errno.None)
            error = Permissions.ToChange(thread, walked.Parent);
        if (error != Errno.None)
            return error;
        if (OnHost(walked.Parent, out GrantedDirectory? granted))
            return Made(granted.CreateSymbolicLink(walked.Name, target), walked);
        if (!walked.Parent.CanCreate)
            return Errno.ENOENT;
        TreeLink link = new(Unsafe.As<TreeFileSystem>(walked.Parent.System), target);
        Own(thread, walked.Parent, link);
        return Made(walked.Parent.Insert(walked.Name, link), walked);
    }

    /// <summary>link(2): another name for an inode.</summary>
    public static Errno Link(Thread thread, Inode inode, DirectoryInode start, ReadOnlySpan<byte> path)
    {
        Errno error = WalkToFree(thread, start, path, mayHaveSlash: false, out Walked walked);
        if (error != Errno.None)
            return error;
        if (inode.System != walked.Parent.System)
            return Errno.EXDEV;
        if (!Permissions.MayLink(thread, inode))
            return Errno.EPERM;
        error = Permissions.ToChange(thread, walked.Parent);
        if (error != Errno.None)
            return error;
        if (inode.IsDirectory)
            return Errno.EPERM;
        if (OnHost(walked.Parent, out GrantedDirectory? granted))
            return Linked(granted.Link(walked.Name, inode), walked, inode);
        if (!walked.Parent.CanCreate || (inode.Links == 0 && inode is not TreeFile { MayBeLinked: true }))
            return Errno.ENOENT;
        if (inode.Links >= MaxLinks)
            return Errno.EMLINK;
        error = walked.Parent.Insert(walked.Name, inode);
        if (error != Errno.None)
            return error;
        inode.Links++;
        inode.TouchStatus();
        // Of O_TMPFILE: it has its name now, and when that is removed it gets no other.
        if (inode is TreeFile file)
            file.MayBeLinked = false;
        return Linked(error, walked, inode);
    }

    private static Errno Linked(Errno error, in Walked walked, Inode inode)
    {
        if (error == Errno.None)
            Notifier.Report(inode, FileEvents.Attributes);
        return Made(error, walked);
    }

    /// <summary>unlink(2).</summary>
    public static Errno Unlink(Thread thread, DirectoryInode start, ReadOnlySpan<byte> path)
    {
        Errno error = Paths.Walk(thread, start, path, WalkFlags.Parent, out Walked walked);
        if (error != Errno.None)
            return error;
        if (walked.Last != LastName.Normal)
            return Errno.EISDIR;
        if (walked.Parent.System.IsReadOnly)
            return Errno.EROFS;
        if (walked.Found is null)
            return Errno.ENOENT;
        if (walked.HasSlash)
            return walked.Found.IsDirectory ? Errno.EISDIR : Errno.ENOTDIR;
        error = Permissions.ToRemove(thread, walked.Parent, walked.Found);
        if (error != Errno.None)
            return error;
        if (walked.Found.IsDirectory)
            return Errno.EISDIR;
        bool isOnHost = OnHost(walked.Parent, out GrantedDirectory? granted);
        error = isOnHost ? granted!.RemoveFile(walked.Name) : walked.Parent.Remove(walked.Name);
        if (error != Errno.None)
            return error;
        if (isOnHost)
            Notifier.ReportRemoval(walked.Found);
        else
            walked.Found.RemoveLink();
        Notifier.ReportName(walked, FileEvents.Delete, isDirectory: false);
        return Errno.None;
    }

    /// <summary>rmdir(2).</summary>
    public static Errno RemoveDirectory(Thread thread, DirectoryInode start, ReadOnlySpan<byte> path)
    {
        Errno error = Paths.Walk(thread, start, path, WalkFlags.Parent, out Walked walked);
        if (error != Errno.None)
            return error;
        switch (walked.Last)
        {
            case LastName.Dot: return Errno.EINVAL;
            case LastName.DotDot: return Errno.ENOTEMPTY;
            case LastName.Root: return Errno.EBUSY;
        }

        if (walked.Parent.System.IsReadOnly)
            return Errno.EROFS;
        if (walked.Found is null)
            return Errno.ENOENT;
        error = Permissions.ToRemove(thread, walked.Parent, walked.Found);
        if (error != Errno.None)
            return error;
        if (walked.Found is not DirectoryInode directory)
            return Errno.ENOTDIR;
        if (directory.MountPoint is not null)
            return Errno.EBUSY;
        bool isOnHost = OnHost(walked.Parent, out GrantedDirectory? granted);
        if (!isOnHost && !directory.IsEmpty)
            return Errno.ENOTEMPTY;
        error = isOnHost ? granted!.RemoveDirectory(walked.Name, directory) : walked.Parent.Remove(walked.Name);
        if (error != Errno.None)
            return error;
        if (!isOnHost)
        {
            directory.MarkRemoved();
            walked.Parent.Links--;
        }

        Notifier.ReportName(walked, FileEvents.Delete, isDirectory: true);
        return Errno.None;
    }

    /// <summary>renameat2(2).</summary>
    public static Errno Rename(
        Thread thread, DirectoryInode oldStart, ReadOnlySpan<byte> oldPath, DirectoryInode newStart, ReadOnlySpan<byte> newPath, uint flags)
    {
        bool exchange = (flags & RenameExchange) != 0;
        if ((flags & ~(RenameNoReplace | RenameExchange)) != 0 || flags == (RenameNoReplace | RenameExchange))
            return Errno.EINVAL;
        Errno error = Paths.Walk(thread, oldStart, oldPath, WalkFlags.Parent, out Walked from);
        if (error != Errno.None)
            return error;
        error = Paths.Walk(thread, newStart, newPath, WalkFlags.Parent, out Walked to);
        if (error != Errno.None)
            return error;
        if (from.Parent.System != to.Parent.System)
            return Errno.EXDEV;
        if (from.Last != LastName.Normal)
            return Errno.EBUSY;
        if (to.Last != LastName.Normal)
            return (flags & RenameNoReplace) != 0 ? Errno.EEXIST : Errno.EBUSY;
        if (from.Parent.System.IsReadOnly)
            return Errno.EROFS;
        error = CheckRename(from, to, flags);
        if (error == Errno.None && from.Found != to.Found)
            error = MayRename(thread, from, to, exchange);
        if (error == Errno.None && OnHost(from.Parent, out _))
        {
            error = GrantedDirectory.Rename(from, to, flags);
            if (error == Errno.None && (to.Found is null || to.Found.Number != from.Found!.Number))
                ReportRename(from, to, exchange);
            return error;
        }

        if (error != Errno.None || from.Found == to.Found)
            return error;
        Inode moved = from.Found!;
        if (exchange)
        {
            error = to.Parent.Replace(to.Name, moved);
            if (error == Errno.None)
                error = from.Parent.Replace(from.Name, to.Found!);
            if (error != Errno.None)
                return error;
            Settle(to.Found!, to.Parent, from.Parent, from.Name);
        }
        else
        {
            error = to.Found is null ? to.Parent.Insert(to.Name, moved) : to.Parent.Replace(to.Name, moved);
            if (error == Errno.None)
                error = from.Parent.Remove(from.Name);
            if (error != Errno.None)
                return error;
        }

        Settle(moved, from.Parent, to.Parent, to.Name);
        ReportRename(from, to, exchange);
        if (exchange)
            return Errno.None;
        if (to.Found is DirectoryInode replaced)
        {
            replaced.MarkRemoved();
            to.Parent.Links--;
        }
        else
        {
            to.Found?.RemoveLink();
        }

        return Errno.None;
    }

    private static void ReportRename(in Walked from, in Walked to, bool exchange)
    {
        Notifier.ReportMove(from, to, from.Found!);
        if (exchange)
            Notifier.ReportMove(to, from, to.Found!);
    }

    /// <summary>The checks of vfs_rename, in the order of Linux.</summary>
    private static Errno CheckRename(in Walked from, in Walked to, uint flags)
    {
        bool exchange = (flags & RenameExchange) != 0;
        if (from.Found is null)
            return Errno.ENOENT;
        if ((flags & RenameNoReplace) != 0 && to.Found is not null)
            return Errno.EEXIST;
        if (exchange && to.Found is null)
            return Errno.ENOENT;
        if (!from.Found.IsDirectory && (from.HasSlash || (!exchange && to.HasSlash)))
            return Errno.ENOTDIR;
        if (exchange && !to.Found!.IsDirectory && to.HasSlash)
            return Errno.ENOTDIR;
        if (from.Found is DirectoryInode source && to.Parent.IsWithin(source))
            return Errno.EINVAL;
        if (to.Found is DirectoryInode above && from.Parent.IsWithin(above))
            return exchange ? Errno.EINVAL : Errno.ENOTEMPTY;
        if (from.Found is DirectoryInode { MountPoint: not null } || to.Found is DirectoryInode { MountPoint: not null })
            return Errno.EBUSY;
        if (OnHost(from.Parent, out _))
            return Errno.None;
        if (!from.Parent.CanCreate || !to.Parent.CanCreate)
            return to.Parent.IsRemoved ? Errno.ENOENT : Errno.EPERM;
        if (to.Found is null || exchange || from.Found == to.Found)
            return Errno.None;
        if (from.Found.IsDirectory && !to.Found.IsDirectory)
            return Errno.ENOTDIR;
        if (to.Found is not DirectoryInode target)
            return Errno.None;
        return !from.Found.IsDirectory ? Errno.EISDIR : target.IsEmpty ? Errno.None : Errno.ENOTEMPTY;
    }

    /// <summary>The rights that a rename needs: in both directories, and to '..' of a directory that gets another parent.</summary>
    private static Errno MayRename(Thread thread, in Walked from, in Walked to, bool exchange)
    {
        Errno error = Permissions.ToRemove(thread, from.Parent, from.Found!);
        if (error == Errno.None)
            error = to.Found is null ? Permissions.ToChange(thread, to.Parent) : Permissions.ToRemove(thread, to.Parent, to.Found);
        if (error != Errno.None || from.Parent == to.Parent)
            return error;
        bool allowed = (!from.Found!.IsDirectory || Permissions.Has(thread, from.Found, Permissions.Write))
            && (!exchange || !to.Found!.IsDirectory || Permissions.Has(thread, to.Found, Permissions.Write));
        return allowed ? Errno.None : Errno.EACCES;
    }

    private static Errno MakeFileOnHost(GrantedDirectory folder, ReadOnlySpan<byte> name, uint mode)
    {
        Errno error = folder.CreateFile(name, mode, out GrantedFile? made);
        made?.CloseIfUnused();
        return error;
    }

    /// <summary>What an inode and the two directories have to know after it moved.</summary>
    private static void Settle(Inode inode, DirectoryInode from, DirectoryInode to, ReadOnlySpan<byte> name)
    {
        inode.TouchStatus();
        if (inode is not DirectoryInode directory)
            return;
        directory.MoveTo(to, name);
        from.Links--;
        to.Links++;
    }

    /// <summary>Walks to a name that must be free. EEXIST; ENOENT when '/' follows the name of what will be no directory.</summary>
    private static Errno WalkToFree(Thread thread, DirectoryInode start, ReadOnlySpan<byte> path, bool mayHaveSlash, out Walked walked)
    {
        Errno error = Paths.Walk(thread, start, path, WalkFlags.Parent, out walked);
        if (error != Errno.None)
            return error;
        if (walked.Found is not null)
            return Errno.EEXIST;
        return walked.HasSlash && !mayHaveSlash ? Errno.ENOENT : Errno.None;
    }
}
