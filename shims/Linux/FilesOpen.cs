using System;
using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>open(2) and what else makes descriptors of files.</summary>
internal static class FilesOpen
{
    /// <summary>struct open_how (openat2(2)).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    /// <summary>open(2).</summary>
    [Syscall(2, "open")]
    public static Result Open(Thread thread, ulong path, int flags, uint mode) =>
        Open(thread, Descriptors.CurrentDirectory, path, (OpenFlags)flags & OpenFlags.All, mode, WalkFlags.None);

    /// <summary>openat(2). Flags that are not known are ignored, as they always were.</summary>
    [Syscall(257, "openat")]
    public static Result OpenAt(Thread thread, int directory, ulong path, int flags, uint mode) =>
        Open(thread, directory, path, (OpenFlags)flags & OpenFlags.All, mode, WalkFlags.None);

    /// <summary>creat(2).</summary>
    [Syscall(85, "creat")]
    public static Result Create(Thread thread, ulong path, uint mode) =>
        Open(thread, Descriptors.CurrentDirectory, path, OpenFlags.Create | OpenFlags.WriteOnly | OpenFlags.Truncate, mode, WalkFlags.None);

    /// <summary>openat2(2).</summary>
    [Syscall(437, "openat2")]
    public static Result OpenAt2(Thread thread, int directory, ulong path, ulong how, ulong size)
    {
        const ulong Cached = 0x20, AllResolve = 0x3F;
        if (size < 24)
            return Errno.EINVAL;
        if (size > 4096)
            return Errno.E2BIG;
        Errno error = Guest.Read(how, out OpenHow request);
        if (error != Errno.None)
            return error;

        // Bytes of a newer version of the structure must be zero: what they ask for is not known here.
        for (ulong i = 24; i < size; i++)
        {
            error = Guest.Read(how + i, out byte extra);
            if (error != Errno.None)
                return error;
            if (extra != 0)
                return Errno.E2BIG;
        }

        OpenFlags flags = (OpenFlags)(uint)request.Flags;
        bool creates = (flags & (OpenFlags.Create | OpenFlags.Temporary)) != 0;
        if (request.Flags > uint.MaxValue || (flags & ~OpenFlags.All) != 0 || (request.Resolve & ~AllResolve) != 0
            || request.Mode > FileType.Permissions || (!creates && request.Mode != 0))
        {
            return Errno.EINVAL;
        }

        WalkFlags resolve = (WalkFlags)(request.Resolve & ~Cached);
        if ((resolve & (WalkFlags.Beneath | WalkFlags.InRoot)) == (WalkFlags.Beneath | WalkFlags.InRoot))
            return Errno.EINVAL;
        if ((flags & OpenFlags.Path) != 0 && (flags & ~(OpenFlags.Path | OpenFlags.Directory | OpenFlags.NoFollow | OpenFlags.CloseOnExec)) != 0)
            return Errno.EINVAL;
        return Open(thread, directory, path, flags, (uint)request.Mode, resolve);
    }

    /// <summary>memfd_create(2).</summary>
    [Syscall(319, "memfd_create")]
    public static Result CreateInMemory(Thread thread, ulong name, uint flags)
    {
        const uint CloseOnExec = 1, AllowSealing = 2, NoExecSeal = 8, Exec = 0x10;
        const int MaxName = 249, SealSeal = 1, SealExec = 0x20;
        if ((flags & ~(CloseOnExec | AllowSealing | NoExecSeal | Exec)) != 0 || (flags & (NoExecSeal | Exec)) == (NoExecSeal | Exec))
            return Errno.EINVAL;
        Span<byte> given = stackalloc byte[MaxName + 1];
        Result length = Guest.ReadString(name, given);
        if (length.Failed)
            return length.Error == Errno.ENAMETOOLONG ? Errno.EINVAL : length;
        bool sealable = (flags & (AllowSealing | NoExecSeal)) != 0;
        TreeFile inode = FileCalls.CreateInMemory((flags & NoExecSeal) != 0 ? 0x1B6u : 0x1FFu);
        inode.User = thread.Process.Credentials.FileUser;
        inode.Group = thread.Process.Credentials.FileGroup;
        inode.Seals = sealable ? (flags & NoExecSeal) != 0 ? SealExec : 0 : SealSeal;
        inode.Open(thread, OpenFlags.ReadWrite, out OpenFile? file);
        ByteBuilder shown = new(64);
        shown.Append("/memfd:"u8);
        shown.Append(given[..(int)length.Value]);
        shown.Append(" (deleted)"u8);
        file!.SetName(null, shown.Text);
        return thread.Process.AddFile(file, (flags & CloseOnExec) != 0);
    }

    private static Result Open(Thread thread, int directory, ulong address, OpenFlags flags, uint mode, WalkFlags resolve)
    {
        Errno error = Descriptors.ReadPath(address, out ReadOnlySpan<byte> path);
        if (error != Errno.None)
            return error;
        // Within the root that the caller chose, an absolute path starts at its descriptor too.
        error = Descriptors.StartOf(thread, directory, (resolve & WalkFlags.InRoot) != 0 ? default : path, out DirectoryInode start);
        if (error != Errno.None)
            return error;
        error = FileCalls.Open(thread, start, path, flags, mode, resolve, out OpenFile? file);
        return error != Errno.None ? error : thread.Process.AddFile(file!, (flags & OpenFlags.CloseOnExec) != 0);
    }
}
