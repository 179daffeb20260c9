using System;
using System.Runtime.CompilerServices;

namespace LiteBox.Shim.Linux;

/// <summary>What the calls on files share: from a descriptor and a path in guest memory to files of the library OS.</summary>
internal static partial class Descriptors
{
    /// <summary>AT_FDCWD.</summary>
    internal const int CurrentDirectory = -100;

    /// <summary>AT_SYMLINK_NOFOLLOW, AT_REMOVEDIR (also AT_EACCESS), AT_SYMLINK_FOLLOW, AT_NO_AUTOMOUNT, AT_EMPTY_PATH.</summary>
    internal const int NoFollow = 0x100, RemoveDirectory = 0x200, Follow = 0x400, NoAutomount = 0x800, EmptyPath = 0x1000;

    // One path is read at a time under the lock, two by rename and link; nothing sleeps while they are in use.
    // No arrays: those would be laid out in the image, and these lie in .bss.
    private static PathBuffer s_first;
    private static PathBuffer s_second;

    /// <summary>The open file of a descriptor; null, for EBADF, when it is closed or only names a file (O_PATH).</summary>
    internal static OpenFile? Of(Thread thread, int descriptor)
    {
        OpenFile? file = thread.Process.Files[descriptor];
        return file is null || file.IsPath ? null : file;
    }

    /// <summary>Reads a path. EFAULT, ENAMETOOLONG; ENOENT when it is empty.</summary>
    internal static Errno ReadPath(ulong address, out ReadOnlySpan<byte> path) => OrEmpty(Guest.ReadPath(address, s_first, out path), path);

    /// <summary>Reads the second path of a call that has two.</summary>
    internal static Errno ReadSecondPath(ulong address, out ReadOnlySpan<byte> path) => OrEmpty(Guest.ReadPath(address, s_second, out path), path);

    /// <summary>The directory where a path starts: that of the descriptor unless the path is absolute. EBADF, ENOTDIR.</summary>
    internal static Errno StartOf(Thread thread, int descriptor, ReadOnlySpan<byte> path, out DirectoryInode start)
    {
        start = thread.Process.WorkingDirectory;
        if (descriptor == CurrentDirectory || (path.Length > 0 && path[0] == (byte)'/'))
            return Errno.None;
        OpenFile? file = thread.Process.Files[descriptor];
        if (file is null)
            return Errno.EBADF;
        if (file.Node is not DirectoryInode directory)
            return Errno.ENOTDIR;
        start = directory;
        return Errno.None;
    }

    /// <summary>Reads a path and finds where it starts.</summary>
    internal static Errno ReadPathAt(Thread thread, int descriptor, ulong address, out ReadOnlySpan<byte> path, out DirectoryInode start)
    {
        start = null!;
        Errno error = ReadPath(address, out path);
        return error != Errno.None ? error : StartOf(thread, descriptor, path, out start);
    }

    /// <summary>
    /// Finds the file that a descriptor and a path name, with AT_EMPTY_PATH the file of the descriptor itself.
    /// </summary>
    internal static Errno Find(Thread thread, int descriptor, ulong address, bool follow, bool mayBeEmpty, out Inode? inode)
    {
        Errno error = Find(thread, descriptor, address, follow, mayBeEmpty, out Walked walked);
        inode = walked.Found;
        return error;
    }

    /// <summary>As above, with the place where it stands: none for a file of a descriptor that has no name.</summary>
    internal static Errno Find(Thread thread, int descriptor, ulong address, bool follow, bool mayBeEmpty, out Walked walked)
    {
        walked = default;
        ReadOnlySpan<byte> path = default;
        if (address != 0 || !mayBeEmpty)
        {
            Errno error = mayBeEmpty ? Guest.ReadPath(address, s_first, out path) : ReadPath(address, out path);
            if (error != Errno.None)
                return error;
        }

        if (path.Length == 0 && mayBeEmpty)
        {
            if (descriptor == CurrentDirectory)
                walked.Found = thread.Process.WorkingDirectory;
            else if (thread.Process.Files[descriptor] is { } file)
                walked = PlaceOf(file);
            return walked.Found is null ? Errno.EBADF : Errno.None;
        }

        Errno found = StartOf(thread, descriptor, path, out DirectoryInode start);
        if (found == Errno.None)
            found = Paths.Walk(thread, start, path, follow ? WalkFlags.Follow : WalkFlags.None, out walked);
        return found == Errno.None && walked.Found is null ? Errno.ENOENT : found;
    }

    /// <summary>Where an open file stands.</summary>
    internal static Walked PlaceOf(OpenFile file) => new() { Found = file.Node, Parent = file.Folder!, Name = file.Name };

    private static Errno OrEmpty(Errno error, ReadOnlySpan<byte> path) => error == Errno.None && path.Length == 0 ? Errno.ENOENT : error;

    /// <summary>close(2).</summary>
    [Syscall(3, "close")]
    public static Result Close(Thread thread, int descriptor) => thread.Process.CloseFile(descriptor);

    /// <summary>close_range(2).</summary>
    [Syscall(436, "close_range")]
    public static Result CloseRange(Thread thread, uint first, uint last, uint flags)
    {
        const uint Unshare = 2, CloseOnExec = 4;
        if (first > last || (flags & ~(Unshare | CloseOnExec)) != 0)
            return Errno.EINVAL;
        // A thread has no table of its own: alone in its process it need not leave one that others share.
        if ((flags & Unshare) != 0 && thread.Process.Threads.Count > 1)
            return Errno.ENOMEM;
        if ((flags & Unshare) != 0)
            thread.Process.UnshareDescriptors();
        FileTable files = thread.Process.Files;
        uint end = uint.Min(last, (uint)files.Capacity - 1);
        for (uint i = first; i <= end; i++)
        {
            if (files[(int)i] is null)
                continue;
            if ((flags & CloseOnExec) != 0)
                files.SetClosedOnExec((int)i, true);
            else
                thread.Process.CloseFile((int)i);
        }

        return Result.Success;
    }

    /// <summary>dup(2).</summary>
    [Syscall(32, "dup")]
    public static Result Duplicate(Thread thread, int descriptor) => DuplicateFrom(thread, descriptor, 0, closeOnExec: false);

    /// <summary>dup2(2).</summary>
    [Syscall(33, "dup2")]
    public static Result DuplicateTo(Thread thread, int descriptor, int target)
    {
        if (descriptor != target)
            return DuplicateTo(thread, descriptor, target, 0);
        return thread.Process.Files[descriptor] is null ? Errno.EBADF : target;
    }

    /// <summary>dup3(2).</summary>
    [Syscall(292, "dup3")]
    public static Result DuplicateTo(Thread thread, int descriptor, int target, int flags)
    {
        if ((flags & ~(int)OpenFlags.CloseOnExec) != 0 || descriptor == target)
            return Errno.EINVAL;
        OpenFile? file = thread.Process.Files[descriptor];
        if (file is null || (ulong)(uint)target >= thread.Process.Limits[Limits.OpenFiles])
            return Errno.EBADF;
        file.Retain();
        thread.Process.CloseFile(target);
        thread.Process.Files.Put(target, file, flags != 0);
        return target;
    }

    /// <summary>A new descriptor for the same open file, not below a number.</summary>
    internal static Result DuplicateFrom(Thread thread, int descriptor, int from, bool closeOnExec)
    {
        OpenFile? file = thread.Process.Files[descriptor];
        if (file is null)
            return Errno.EBADF;
        file.Retain();
        return thread.Process.AddFile(file, closeOnExec, from);
    }

    [InlineArray(Guest.PathMax)]
    private struct PathBuffer
    {
        private byte _first;
    }

    /// <summary>Why a file cannot be read or written: at a place (an offset not below 0), what has no places says so first.</summary>
    internal static Errno WhyNot(OpenFile? file, long offset) =>
        file is null || offset < 0 || file.Node.IsRegular || file.Node.IsDirectory || file.Node.Type == FileType.CharacterDevice
        || (file.Flags & OpenFlags.Path) != 0 ? Errno.EBADF : Errno.ESPIPE;
}
