using System;

namespace LiteBox.Shim.Linux;

/// <summary>Making, moving and removing names.</summary>
internal static class PathsNames
{
    /// <summary>mkdir(2).</summary>
    [Syscall(83, "mkdir")]
    public static Result MakeDirectory(Thread thread, ulong path, uint mode) =>
        MakeDirectoryAt(thread, Descriptors.CurrentDirectory, path, mode);

    /// <summary>mkdirat(2).</summary>
    [Syscall(258, "mkdirat")]
    public static Result MakeDirectoryAt(Thread thread, int directory, ulong address, uint mode)
    {
        Errno error = Descriptors.ReadPathAt(thread, directory, address, out ReadOnlySpan<byte> path, out DirectoryInode start);
        return error != Errno.None ? error : FileCalls.MakeDirectory(thread, start, path, mode);
    }

    /// <summary>mknod(2).</summary>
    [Syscall(133, "mknod")]
    public static Result MakeNode(Thread thread, ulong path, uint mode, ulong device) =>
        MakeNodeAt(thread, Descriptors.CurrentDirectory, path, mode, device);

    /// <summary>mknodat(2).</summary>
    [Syscall(259, "mknodat")]
    public static Result MakeNodeAt(Thread thread, int directory, ulong address, uint mode, ulong device)
    {
        Errno error = Descriptors.ReadPathAt(thread, directory, address, out ReadOnlySpan<byte> path, out DirectoryInode start);
        return error != Errno.None ? error : FileCalls.MakeNode(thread, start, path, mode);
    }

    /// <summary>unlink(2).</summary>
    [Syscall(87, "unlink")]
    public static Result Unlink(Thread thread, ulong path) => UnlinkAt(thread, Descriptors.CurrentDirectory, path, 0);

    /// <summary>rmdir(2).</summary>
    [Syscall(84, "rmdir")]
    public static Result RemoveDirectory(Thread thread, ulong path) =>
        UnlinkAt(thread, Descriptors.CurrentDirectory, path, Descriptors.RemoveDirectory);

    /// <summary>unlinkat(2).</summary>
    [Syscall(263, "unlinkat")]
    public static Result UnlinkAt(Thread thread, int directory, ulong address, int flags)
    {
        if ((flags & ~Descriptors.RemoveDirectory) != 0)
            return Errno.EINVAL;
        Errno error = Descriptors.ReadPathAt(thread, directory, address, out ReadOnlySpan<byte> path, out DirectoryInode start);
        if (error != Errno.None)
            return error;
        return flags != 0 ? FileCalls.RemoveDirectory(thread, start, path) : FileCalls.Unlink(thread, start, path);
    }

    /// <summary>rename(2).</summary>
    [Syscall(82, "rename")]
    public static Result Rename(Thread thread, ulong oldPath, ulong newPath) =>
        RenameAt(thread, Descriptors.CurrentDirectory, oldPath, Descriptors.CurrentDirectory, newPath, 0);

    /// <summary>renameat(2).</summary>
    [Syscall(264, "renameat")]
    public static Result RenameAt(Thread thread, int oldDirectory, ulong oldPath, int newDirectory, ulong newPath) =>
        RenameAt(thread, oldDirectory, oldPath, newDirectory, newPath, 0);

    /// <summary>renameat2(2).</summary>
    [Syscall(316, "renameat2")]
    public static Result RenameAt(Thread thread, int oldDirectory, ulong oldAddress, int newDirectory, ulong newAddress, uint flags)
    {
        Errno error = ReadBoth(thread, oldDirectory, oldAddress, newDirectory, newAddress, out ReadOnlySpan<byte> oldPath,
            out DirectoryInode oldStart, out ReadOnlySpan<byte> newPath, out DirectoryInode newStart);
        return error != Errno.None ? error : FileCalls.Rename(thread, oldStart, oldPath, newStart, newPath, flags);
    }

    /// <summary>link(2).</summary>
    [Syscall(86, "link")]
    public static Result Link(Thread thread, ulong oldPath, ulong newPath) =>
        LinkAt(thread, Descriptors.CurrentDirectory, oldPath, Descriptors.CurrentDirectory, newPath, 0);

    /// <summary>linkat(2).</summary>
    [Syscall(265, "linkat")]
    public static Result LinkAt(Thread thread, int oldDirectory, ulong oldAddress, int newDirectory, ulong newAddress, int flags)
    {
        if ((flags & ~(Descriptors.Follow | Descriptors.EmptyPath)) != 0)
            return Errno.EINVAL;
        Errno error = Descriptors.Find(thread, oldDirectory, oldAddress, (flags & Descriptors.Follow) != 0, (flags & Descriptors.EmptyPath) != 0, out Inode? inode);
        if (error != Errno.None)
            return error;
        error = Descriptors.ReadSecondPath(newAddress, out ReadOnlySpan<byte> path);
        if (error != Errno.None)
            return error;
        error = Descriptors.StartOf(thread, newDirectory, path, out DirectoryInode start);
        return error != Errno.None ? error : FileCalls.Link(thread, inode!, start, path);
    }

    /// <summary>symlink(2).</summary>
    [Syscall(88, "symlink")]
    public static Result SymbolicLink(Thread thread, ulong target, ulong path) =>
        SymbolicLinkAt(thread, target, Descriptors.CurrentDirectory, path);

    /// <summary>symlinkat(2).</summary>
    [Syscall(266, "symlinkat")]
    public static Result SymbolicLinkAt(Thread thread, ulong targetAddress, int directory, ulong address)
    {
        Errno error = Descriptors.ReadSecondPath(targetAddress, out ReadOnlySpan<byte> target);
        if (error != Errno.None)
            return error;
        error = Descriptors.ReadPathAt(thread, directory, address, out ReadOnlySpan<byte> path, out DirectoryInode start);
        return error != Errno.None ? error : FileCalls.MakeSymbolicLink(thread, start, path, target);
    }

    /// <summary>readlink(2).</summary>
    [Syscall(89, "readlink")]
    public static Result ReadLink(Thread thread, ulong path, ulong buffer, int size) =>
        ReadLinkAt(thread, Descriptors.CurrentDirectory, path, buffer, size);

    /// <summary>readlinkat(2). An empty path names a descriptor of a link itself (O_PATH with O_NOFOLLOW).</summary>
    [Syscall(267, "readlinkat")]
    public static Result ReadLinkAt(Thread thread, int directory, ulong path, ulong buffer, int size)
    {
        if (size <= 0)
            return Errno.EINVAL;
        Errno error = Descriptors.Find(thread, directory, path, follow: false, mayBeEmpty: path != 0, out Inode? inode);
        if (error != Errno.None)
            return error;
        if (inode is not SymbolicLinkInode link)
            return IsEmpty(path) ? Errno.ENOENT : Errno.EINVAL;
        ReadOnlySpan<byte> target = link.Target(thread);
        if (target.Length == 0)
            return Errno.ENOENT;
        target = target[..int.Min(target.Length, size)];
        error = Guest.WriteBytes(buffer, target);
        return error != Errno.None ? error : target.Length;
    }

    private static bool IsEmpty(ulong path) => Guest.Read(path, out byte first) == Errno.None && first == 0;

    private static Errno ReadBoth(
        Thread thread, int oldDirectory, ulong oldAddress, int newDirectory, ulong newAddress,
        out ReadOnlySpan<byte> oldPath, out DirectoryInode oldStart, out ReadOnlySpan<byte> newPath, out DirectoryInode newStart)
    {
        newPath = default;
        newStart = null!;
        Errno error = Descriptors.ReadPathAt(thread, oldDirectory, oldAddress, out oldPath, out oldStart);
        if (error != Errno.None)
            return error;
        error = Descriptors.ReadSecondPath(newAddress, out newPath);
        return error != Errno.None ? error : Descriptors.StartOf(thread, newDirectory, newPath, out newStart);
    }
}
