namespace LiteBox.Shim.Linux;

/// <summary>Offsets, sizes and storage of files.</summary>
internal static class FilesSize
{
    /// <summary>lseek(2).</summary>
    [Syscall(8, "lseek")]
    public static Result Seek(Thread thread, int descriptor, long offset, int whence)
    {
        OpenFile? file = Descriptors.Of(thread, descriptor);
        if (file is null)
            return Errno.EBADF;
        return whence is < 0 or > 4 ? Errno.EINVAL : file.Seek(offset, whence);
    }

    /// <summary>truncate(2).</summary>
    [Syscall(76, "truncate")]
    public static Result Truncate(Thread thread, ulong path, long size)
    {
        if (size < 0)
            return Errno.EINVAL;
        Errno error = Descriptors.Find(thread, Descriptors.CurrentDirectory, path, follow: true, mayBeEmpty: false, out Walked walked);
        if (error != Errno.None)
            return error;
        Inode inode = walked.Found!;
        if (inode.IsDirectory)
            return Errno.EISDIR;
        if (inode.IsRegular && !Permissions.Has(thread, inode, Permissions.Write))
            return Errno.EACCES;
        error = FileCalls.SetSize(thread, inode, (ulong)size);
        if (error == Errno.None)
            Notifier.Report(walked, FileEvents.Modify);
        return error;
    }

    /// <summary>ftruncate(2).</summary>
    [Syscall(77, "ftruncate")]
    public static Result TruncateFile(Thread thread, int descriptor, long size)
    {
        if (size < 0)
            return Errno.EINVAL;
        OpenFile? file = Descriptors.Of(thread, descriptor);
        if (file is null)
            return Errno.EBADF;
        Errno error = file switch
        {
            GrantedOpenFile { CanWrite: true } when Capability.WritableHostDirectories => FileCalls.SetSize(thread, file.Node, (ulong)size),
            RegularFile { CanWrite: true } regular => regular.SetSize(thread, (ulong)size),
            _ => Errno.EINVAL,
        };
        if (error == Errno.None)
            Notifier.Report(file, FileEvents.Modify);
        return error;
    }

    /// <summary>fallocate(2). Ranges can neither be taken out nor put in: EOPNOTSUPP.</summary>
    [Syscall(285, "fallocate")]
    [Partly("taking a range out or putting one in is EOPNOTSUPP, as on tmpfs")]
    public static Result Allocate(Thread thread, int descriptor, int mode, long offset, long length)
    {
        const int KeepSize = 1, PunchHole = 2, ZeroRange = 0x10;
        OpenFile? file = Descriptors.Of(thread, descriptor);
        if (file is null)
            return Errno.EBADF;
        if (offset < 0 || length <= 0)
            return Errno.EINVAL;
        if (mode is not (0 or KeepSize or (PunchHole | KeepSize) or ZeroRange or (ZeroRange | KeepSize)))
            return Errno.EOPNOTSUPP;
        if (!file.CanWrite)
            return Errno.EBADF;
        if (file.Node.Type == FileType.Pipe)
            return Errno.ESPIPE;
        if (!file.Node.IsRegular)
            return Errno.ENODEV;
        if (offset > long.MaxValue - length)
            return Errno.EFBIG;
        if (file is not RegularFile regular)
            return Errno.EOPNOTSUPP;
        Errno error = Errno.None;
        if ((mode & (PunchHole | ZeroRange)) != 0)
            error = regular.Punch((ulong)offset, (ulong)length);
        if (error == Errno.None && (mode & PunchHole) == 0)
            error = regular.Reserve(thread, (ulong)offset, (ulong)length, keepSize: (mode & KeepSize) != 0);
        if (Capability.SharedMemory && file.Node is TreeFile node)
            thread.Process.Memory.Follow(node);
        if (error == Errno.None)
            Notifier.Report(file, FileEvents.Modify);
        return error;
    }

    /// <summary>fsync(2): what is in memory is as safe as it will be.</summary>
    [Syscall(74, "fsync")]
    public static Result Sync(Thread thread, int descriptor) => Sync(thread, descriptor, dataOnly: false);

    /// <summary>fdatasync(2).</summary>
    [Syscall(75, "fdatasync")]
    public static Result SyncData(Thread thread, int descriptor) => Sync(thread, descriptor, dataOnly: true);

    /// <summary>sync(2).</summary>
    [Syscall(162, "sync")]
    public static Result SyncAll(Thread thread) => Result.Success;

    /// <summary>syncfs(2).</summary>
    [Syscall(306, "syncfs")]
    public static Result SyncFileSystem(Thread thread, int descriptor) =>
        Descriptors.Of(thread, descriptor) is null ? Errno.EBADF : Errno.None;

    /// <summary>sync_file_range(2).</summary>
    [Syscall(277, "sync_file_range")]
    public static Result SyncRange(Thread thread, int descriptor, long offset, long length, uint flags)
    {
        OpenFile? file = Descriptors.Of(thread, descriptor);
        if (file is null)
            return Errno.EBADF;
        if (offset < 0 || length < 0 || offset > long.MaxValue - length || flags > 7)
            return Errno.EINVAL;
        return file.Node is DirectoryInode || file.Node.IsRegular ? Errno.None : Errno.ESPIPE;
    }

    /// <summary>posix_fadvise(2): everything is in memory, so there is nothing to read ahead or drop.</summary>
    [Syscall(221, "fadvise64")]
    public static Result Advise(Thread thread, int descriptor, long offset, long length, int advice)
    {
        OpenFile? file = Descriptors.Of(thread, descriptor);
        if (file is null)
            return Errno.EBADF;
        if (file.Node.Type == FileType.Pipe)
            return Errno.ESPIPE;
        return length < 0 || advice is < 0 or > 5 ? Errno.EINVAL : Errno.None;
    }

    /// <summary>readahead(2).</summary>
    [Syscall(187, "readahead")]
    public static Result ReadAhead(Thread thread, int descriptor, long offset, ulong count)
    {
        OpenFile? file = Descriptors.Of(thread, descriptor);
        if (file is null || !file.CanRead)
            return Errno.EBADF;
        return file.Node.IsRegular && (long)count >= 0 ? Errno.None : Errno.EINVAL;
    }

    private static Errno Sync(Thread thread, int descriptor, bool dataOnly)
    {
        OpenFile? file = Descriptors.Of(thread, descriptor);
        if (file is null)
            return Errno.EBADF;
        if (Capability.WritableHostDirectories && file.Node.System is GrantedFileSystem granted)
            return granted.Synchronize(thread, file, dataOnly);
        return file.Node is DirectoryInode || file.Node.IsRegular ? Errno.None : Errno.EINVAL;
    }
}
