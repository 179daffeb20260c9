namespace LiteBox.Shim.Linux;

/// <summary>inotify(7).</summary>
internal static class Inotify
{
    /// <summary>inotify_init(2).</summary>
    [Syscall(253, "inotify_init")]
    public static Result Create(Thread thread) => Create(thread, 0);

    /// <summary>inotify_init1(2).</summary>
    [Syscall(294, "inotify_init1")]
    public static Result Create(Thread thread, int flags)
    {
        OpenFlags given = (OpenFlags)flags;
        if ((given & ~(OpenFlags.CloseOnExec | OpenFlags.NonBlocking)) != 0)
            return Errno.EINVAL;
        Errno error = InotifyFile.Create(given & OpenFlags.NonBlocking, out InotifyFile? file);
        return error != Errno.None ? error : thread.Process.AddFile(file!, (given & OpenFlags.CloseOnExec) != 0);
    }

    /// <summary>inotify_add_watch(2).</summary>
    [Syscall(254, "inotify_add_watch")]
    public static Result Add(Thread thread, int descriptor, ulong path, uint events)
    {
        const FileEvents Known = FileEvents.All | FileEvents.OnlyDirectory | FileEvents.DoNotFollow | FileEvents.ExcludeUnlinked
            | FileEvents.MaskCreate | FileEvents.MaskAdd | FileEvents.IsDirectory | FileEvents.OneShot | (FileEvents)0x2000
            | FileEvents.Overflow | FileEvents.Ignored;
        const FileEvents Both = FileEvents.MaskAdd | FileEvents.MaskCreate;
        FileEvents mask = (FileEvents)events;
        if ((mask & Known) == 0)
            return Errno.EINVAL;
        if (Descriptors.Of(thread, descriptor) is not { } file)
            return Errno.EBADF;
        if ((mask & Both) == Both || file is not InotifyFile inotify)
            return Errno.EINVAL;
        Errno error = Descriptors.Find(
            thread, Descriptors.CurrentDirectory, path, follow: (mask & FileEvents.DoNotFollow) == 0, mayBeEmpty: false, out Inode? inode);
        if (error != Errno.None)
            return error;
        if ((mask & FileEvents.OnlyDirectory) != 0 && !inode!.IsDirectory)
            return Errno.ENOTDIR;
        return Permissions.Has(thread, inode!, Permissions.Read) ? inotify.Add(inode!, mask) : Errno.EACCES;
    }

    /// <summary>inotify_rm_watch(2).</summary>
    [Syscall(255, "inotify_rm_watch")]
    public static Result Remove(Thread thread, int descriptor, int watch)
    {
        if (Descriptors.Of(thread, descriptor) is not { } file)
            return Errno.EBADF;
        return file is InotifyFile inotify ? inotify.Remove(watch) : Errno.EINVAL;
    }
}
