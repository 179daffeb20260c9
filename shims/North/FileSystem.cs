using System;

namespace LiteBox;

/// <summary>Names in the file system: the bundle's read-only files with a writable layer in memory above them.</summary>
public static class FileSystem
{
    private const uint DefaultDirectoryMode = 0x1FF;

    private static North.DirectoryInode Here => Current.Process.WorkingDirectory;

    /// <summary>Tells about what a path names (stat(2)); follows symbolic links.</summary>
    public static Errno Stat(ReadOnlySpan<byte> path, out FileStatus status) => Stat(path, North.WalkFlags.Follow, out status);

    /// <summary>Tells about what a path names, a symbolic link itself included (lstat(2)).</summary>
    public static Errno LinkStat(ReadOnlySpan<byte> path, out FileStatus status) => Stat(path, North.WalkFlags.None, out status);

    /// <summary>Makes a directory (mkdir(2)).</summary>
    /// <param name="path">Where.</param>
    /// <param name="mode">Permissions, 0777 less the creation mask by default.</param>
    public static Errno MakeDirectory(ReadOnlySpan<byte> path, uint mode = DefaultDirectoryMode) =>
        North.FileCalls.MakeDirectory(Current.Thread, Here, path, mode);

    /// <summary>Removes an empty directory (rmdir(2)).</summary>
    public static Errno RemoveDirectory(ReadOnlySpan<byte> path) => North.FileCalls.RemoveDirectory(Current.Thread, Here, path);

    /// <summary>Removes a name, and the file with its last one (unlink(2)).</summary>
    public static Errno Unlink(ReadOnlySpan<byte> path) => North.FileCalls.Unlink(Current.Thread, Here, path);

    /// <summary>Gives a file another name, in place of what has that name (rename(2)).</summary>
    public static Errno Rename(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to) =>
        North.FileCalls.Rename(Current.Thread, Here, from, Here, to, 0);

    /// <summary>Gives a file one more name (link(2)).</summary>
    public static Errno Link(ReadOnlySpan<byte> existing, ReadOnlySpan<byte> path)
    {
        Errno error = North.Paths.Find(Current.Thread, Here, existing, North.WalkFlags.None, out North.Inode? inode);
        return error == Errno.None ? North.FileCalls.Link(Current.Thread, inode!, Here, path) : error;
    }

    /// <summary>Makes a symbolic link (symlink(2)).</summary>
    public static Errno SymbolicLink(ReadOnlySpan<byte> target, ReadOnlySpan<byte> path) =>
        North.FileCalls.MakeSymbolicLink(Current.Thread, Here, path, target);

    /// <summary>Where a symbolic link leads (readlink(2)): the number of bytes, cut off at the end of the span. EINVAL for anything else.</summary>
    public static Result ReadLink(ReadOnlySpan<byte> path, Span<byte> destination)
    {
        Errno error = North.Paths.Find(Current.Thread, Here, path, North.WalkFlags.None, out North.Inode? inode);
        if (error != Errno.None)
            return error;
        if (inode is not North.SymbolicLinkInode link)
            return Errno.EINVAL;
        ReadOnlySpan<byte> target = link.Target(Current.Thread);
        int length = int.Min(target.Length, destination.Length);
        target[..length].CopyTo(destination);
        return length;
    }

    /// <summary>Sets the size of a file (truncate(2)).</summary>
    public static Errno Truncate(ReadOnlySpan<byte> path, ulong size)
    {
        Errno error = North.Paths.Find(Current.Thread, Here, path, North.WalkFlags.Follow, out North.Inode? inode);
        return error == Errno.None ? North.FileCalls.SetSize(Current.Thread, inode!, size) : error;
    }

    /// <summary>Sets the permissions (chmod(2)).</summary>
    public static Errno ChangeMode(ReadOnlySpan<byte> path, uint mode)
    {
        Errno error = North.Paths.Find(Current.Thread, Here, path, North.WalkFlags.Follow, out North.Inode? inode);
        return error == Errno.None ? North.FileCalls.SetMode(Current.Thread, inode!, mode) : error;
    }

    /// <summary>Changes the working directory (chdir(2)).</summary>
    public static Errno ChangeDirectory(ReadOnlySpan<byte> path)
    {
        Errno error = North.Paths.FindDirectory(Current.Thread, Here, path, out North.DirectoryInode? directory);
        if (error == Errno.None)
            Current.Process.WorkingDirectory = directory!;
        return error;
    }

    private static Errno Stat(ReadOnlySpan<byte> path, North.WalkFlags flags, out FileStatus status)
    {
        Errno error = North.Paths.Find(Current.Thread, Here, path, flags, out North.Inode? inode);
        status = error == Errno.None ? new FileStatus(inode!) : default;
        return error;
    }
}
