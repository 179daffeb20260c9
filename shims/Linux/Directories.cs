using System;
using System.Buffers.Binary;

namespace LiteBox.Shim.Linux;

/// <summary>Reading directories, and the working directory.</summary>
internal static class Directories
{
    /// <summary>getdents64(2).</summary>
    [Syscall(217, "getdents64")]
    public static Result Read(Thread thread, int descriptor, ulong buffer, int size) => size < 0 ? Errno.EINVAL : Read(thread, descriptor, buffer, (uint)size, old: false);

    /// <summary>getdents(2): the type stands in the last byte of the entry.</summary>
    [Syscall(78, "getdents")]
    public static Result ReadOld(Thread thread, int descriptor, ulong buffer, int size) => size < 0 ? Errno.EINVAL : Read(thread, descriptor, buffer, (uint)size, old: true);

    /// <summary>getcwd(2); gives the length with the terminator.</summary>
    [Syscall(79, "getcwd")]
    public static Result GetWorkingDirectory(Thread thread, ulong buffer, ulong size)
    {
        DirectoryInode directory = thread.Process.WorkingDirectory;
        if (directory.IsRemoved)
            return Errno.ENOENT;
        byte[] path = Paths.Of(directory, thread.Process.RootDirectory);
        if ((ulong)path.Length + 1 > size)
            return Errno.ERANGE;
        Errno error = Guest.WriteBytes(buffer, path);
        if (error == Errno.None)
            error = Guest.Write(buffer + (ulong)path.Length, (byte)0);
        return error != Errno.None ? error : path.Length + 1;
    }

    /// <summary>chdir(2).</summary>
    [Syscall(80, "chdir")]
    public static Result Change(Thread thread, ulong address)
    {
        Errno error = FindDirectory(thread, address, out DirectoryInode? directory);
        return error != Errno.None ? error : Enter(thread, directory!);
    }

    /// <summary>fchdir(2).</summary>
    [Syscall(81, "fchdir")]
    public static Result ChangeToFile(Thread thread, int descriptor)
    {
        OpenFile? file = thread.Process.Files[descriptor];
        if (file is null)
            return Errno.EBADF;
        return file.Node is DirectoryInode directory ? Enter(thread, directory) : Errno.ENOTDIR;
    }

    /// <summary>chroot(2).</summary>
    [Syscall(161, "chroot")]
    public static Result ChangeRoot(Thread thread, ulong address)
    {
        Errno error = FindDirectory(thread, address, out DirectoryInode? directory);
        if (error != Errno.None)
            return error;
        if (!Permissions.Has(thread, directory!, Permissions.Search))
            return Errno.EACCES;
        if (!thread.Process.Credentials.IsPrivileged)
            return Errno.EPERM;
        thread.Process.RootDirectory = directory!;
        return Result.Success;
    }

    private static Errno Enter(Thread thread, DirectoryInode directory)
    {
        if (!Permissions.Has(thread, directory, Permissions.Search))
            return Errno.EACCES;
        thread.Process.WorkingDirectory = directory;
        return Errno.None;
    }

    private static Errno FindDirectory(Thread thread, ulong address, out DirectoryInode? directory)
    {
        directory = null;
        Errno error = Descriptors.ReadPath(address, out ReadOnlySpan<byte> path);
        return error != Errno.None ? error : Paths.FindDirectory(thread, thread.Process.WorkingDirectory, path, out directory);
    }

    private static Result Read(Thread thread, int descriptor, ulong buffer, uint size, bool old)
    {
        OpenFile? file = Descriptors.Of(thread, descriptor);
        if (file is null)
            return Errno.EBADF;
        if (file is not DirectoryFile directory)
            return Errno.ENOTDIR;
        if (directory.Directory.IsRemoved)
            return Errno.ENOENT;
        Errno error = directory.BeginRead();
        if (error != Errno.None)
            return error;

        // d_ino, d_off, d_reclen, then d_type and the name; the old form has the name first and the type at the very end.
        Span<byte> record = stackalloc byte[288];
        int header = old ? 18 : 19;
        long done = 0;
        while (directory.TryRead(thread, out DirectoryEntry entry))
        {
            int length = (header + entry.Name.Length + (old ? 2 : 1) + 7) & ~7;
            if (done + length > size)
                return done == 0 ? Errno.EINVAL : done;
            record.Clear();
            BinaryPrimitives.WriteUInt64LittleEndian(record, entry.Inode);
            BinaryPrimitives.WriteUInt64LittleEndian(record[8..], entry.Position);
            BinaryPrimitives.WriteUInt16LittleEndian(record[16..], (ushort)length);
            record[old ? length - 1 : 18] = entry.Type;
            entry.Name.CopyTo(record[header..]);
            if (Guest.WriteBytes(buffer + (ulong)done, record[..length]) != Errno.None)
                return done == 0 ? Errno.EFAULT : done;
            done += length;
            file.Offset = entry.Position;
        }

        Notifier.Report(file, FileEvents.Access);
        return done;
    }
}
