using System;

namespace LiteBox.Shim.Linux;

/// <summary>
/// Extended attributes (xattr(7)): user.*, trusted.* and security.* of files in the overlay and in tmpfs; EOPNOTSUPP elsewhere
/// and for others.
/// </summary>
internal static class PathsExtended
{
    private const int CreateOnly = 1, ReplaceOnly = 2;

    /// <summary>getxattr(2); gives the size of the value.</summary>
    [Syscall(191, "getxattr")]
    public static Result Get(Thread thread, ulong path, ulong name, ulong value, ulong size) =>
        Get(thread, Find(thread, path, follow: true, out Walked walked), walked, name, value, size);

    /// <summary>lgetxattr(2).</summary>
    [Syscall(192, "lgetxattr")]
    public static Result GetOfLink(Thread thread, ulong path, ulong name, ulong value, ulong size) =>
        Get(thread, Find(thread, path, follow: false, out Walked walked), walked, name, value, size);

    /// <summary>fgetxattr(2).</summary>
    [Syscall(193, "fgetxattr")]
    public static Result GetOfFile(Thread thread, int descriptor, ulong name, ulong value, ulong size) =>
        Get(thread, Find(thread, descriptor, out Walked walked), walked, name, value, size);

    /// <summary>setxattr(2).</summary>
    [Syscall(188, "setxattr")]
    public static Result Set(Thread thread, ulong path, ulong name, ulong value, ulong size, int flags) =>
        Set(thread, Find(thread, path, follow: true, out Walked walked), walked, name, value, size, flags);

    /// <summary>lsetxattr(2).</summary>
    [Syscall(189, "lsetxattr")]
    public static Result SetOfLink(Thread thread, ulong path, ulong name, ulong value, ulong size, int flags) =>
        Set(thread, Find(thread, path, follow: false, out Walked walked), walked, name, value, size, flags);

    /// <summary>fsetxattr(2).</summary>
    [Syscall(190, "fsetxattr")]
    public static Result SetOfFile(Thread thread, int descriptor, ulong name, ulong value, ulong size, int flags) =>
        Set(thread, Find(thread, descriptor, out Walked walked), walked, name, value, size, flags);

    /// <summary>listxattr(2); gives the size of the list.</summary>
    [Syscall(194, "listxattr")]
    public static Result List(Thread thread, ulong path, ulong list, ulong size) =>
        List(thread, Find(thread, path, follow: true, out Walked walked), walked, list, size);

    /// <summary>llistxattr(2).</summary>
    [Syscall(195, "llistxattr")]
    public static Result ListOfLink(Thread thread, ulong path, ulong list, ulong size) =>
        List(thread, Find(thread, path, follow: false, out Walked walked), walked, list, size);

    /// <summary>flistxattr(2).</summary>
    [Syscall(196, "flistxattr")]
    public static Result ListOfFile(Thread thread, int descriptor, ulong list, ulong size) =>
        List(thread, Find(thread, descriptor, out Walked walked), walked, list, size);

    /// <summary>removexattr(2).</summary>
    [Syscall(197, "removexattr")]
    public static Result Remove(Thread thread, ulong path, ulong name) =>
        Remove(thread, Find(thread, path, follow: true, out Walked walked), walked, name);

    /// <summary>lremovexattr(2).</summary>
    [Syscall(198, "lremovexattr")]
    public static Result RemoveOfLink(Thread thread, ulong path, ulong name) =>
        Remove(thread, Find(thread, path, follow: false, out Walked walked), walked, name);

    /// <summary>fremovexattr(2).</summary>
    [Syscall(199, "fremovexattr")]
    public static Result RemoveOfFile(Thread thread, int descriptor, ulong name) =>
        Remove(thread, Find(thread, descriptor, out Walked walked), walked, name);

    private static Errno Find(Thread thread, ulong path, bool follow, out Walked walked) =>
        Descriptors.Find(thread, Descriptors.CurrentDirectory, path, follow, mayBeEmpty: false, out walked);

    private static Errno Find(Thread thread, int descriptor, out Walked walked)
    {
        walked = default;
        if (Descriptors.Of(thread, descriptor) is not { } file)
            return Errno.EBADF;
        walked = Descriptors.PlaceOf(file);
        return Errno.None;
    }

    private static Result Get(Thread thread, Errno found, in Walked walked, ulong nameAddress, ulong value, ulong size)
    {
        if (found != Errno.None)
            return found;
        Inode inode = walked.Found!;
        Span<byte> buffer = stackalloc byte[ExtendedAttributes.MaxName + 1];
        Errno error = ReadName(nameAddress, buffer, out ReadOnlySpan<byte> name);
        if (error == Errno.None)
            error = Check(thread, inode, name, Permissions.Read);
        if (error != Errno.None)
            return error;
        byte[]? given = inode.Attributes?.Find(name);
        if (given is null)
            return Errno.ENODATA;
        return Give(given, value, size);
    }

    private static Result Set(Thread thread, Errno found, in Walked walked, ulong nameAddress, ulong value, ulong size, int flags)
    {
        if (found != Errno.None)
            return found;
        Inode inode = walked.Found!;
        if ((flags & ~(CreateOnly | ReplaceOnly)) != 0)
            return Errno.EINVAL;
        Span<byte> buffer = stackalloc byte[ExtendedAttributes.MaxName + 1];
        Errno error = ReadName(nameAddress, buffer, out ReadOnlySpan<byte> name);
        if (error != Errno.None)
            return error;
        if (size > ExtendedAttributes.MaxValue)
            return Errno.E2BIG;
        byte[] given = new byte[(int)size];
        error = Guest.ReadBytes(value, given);
        if (error == Errno.None)
            error = Check(thread, inode, name, Permissions.Write);
        if (error != Errno.None)
            return error;
        bool exists = inode.Attributes?.Find(name) is not null;
        if (exists && (flags & CreateOnly) != 0)
            return Errno.EEXIST;
        if (!exists && (flags & ReplaceOnly) != 0)
            return Errno.ENODATA;
        inode.Attributes ??= new ExtendedAttributes();
        inode.Attributes.Set(name, given);
        inode.TouchStatus();
        Notifier.Report(walked, FileEvents.Attributes);
        return Result.Success;
    }

    private static Result List(Thread thread, Errno found, in Walked walked, ulong list, ulong size)
    {
        if (found != Errno.None)
            return found;
        Inode inode = walked.Found!;
        if (!inode.System.IsStorage)
            return inode.System.Magic is FileSystem.NinePMagic ? Errno.EOPNOTSUPP : Result.Success;
        ByteBuilder names = new(64);
        for (int i = 0; inode.Attributes is { } attributes && i < attributes.Count; i++)
        {
            if (attributes.NameAt(i).StartsWith("trusted."u8) && !thread.Process.Credentials.IsPrivileged)
                continue;
            names.Append(attributes.NameAt(i));
            names.Append((byte)0);
        }

        return Give(names.Text, list, size);
    }

    private static Result Remove(Thread thread, Errno found, in Walked walked, ulong nameAddress)
    {
        if (found != Errno.None)
            return found;
        Inode inode = walked.Found!;
        Span<byte> buffer = stackalloc byte[ExtendedAttributes.MaxName + 1];
        Errno error = ReadName(nameAddress, buffer, out ReadOnlySpan<byte> name);
        if (error == Errno.None)
            error = Check(thread, inode, name, Permissions.Write);
        if (error != Errno.None)
            return error;
        if (inode.Attributes?.Remove(name) != true)
            return Errno.ENODATA;
        inode.TouchStatus();
        Notifier.Report(walked, FileEvents.Attributes);
        return Result.Success;
    }

    /// <summary>A size of 0 asks how much there is. ERANGE when it does not fit.</summary>
    private static Result Give(ReadOnlySpan<byte> bytes, ulong address, ulong size)
    {
        if (size == 0)
            return bytes.Length;
        if ((ulong)bytes.Length > size)
            return Errno.ERANGE;
        Errno error = Guest.WriteBytes(address, bytes);
        return error != Errno.None ? error : bytes.Length;
    }

    private static Errno ReadName(ulong address, Span<byte> buffer, out ReadOnlySpan<byte> name)
    {
        name = default;
        Result length = Guest.ReadString(address, buffer);
        if (length.Failed)
            return length.Error == Errno.ENAMETOOLONG ? Errno.ERANGE : length.Error;
        name = buffer[..(int)length.Value];
        return name.Length == 0 ? Errno.ERANGE : Errno.None;
    }

    /// <summary>
    /// Whether the file may have the attribute and the thread may reach it (xattr_permission of Linux). EOPNOTSUPP; EPERM, or
    /// ENODATA for reading; EACCES.
    /// </summary>
    private static Errno Check(Thread thread, Inode inode, ReadOnlySpan<byte> name, uint right)
    {
        bool writes = right == Permissions.Write;
        bool isUser = HasPrefix(name, "user."u8), isTrusted = HasPrefix(name, "trusted."u8), isSecurity = HasPrefix(name, "security."u8);
        if (writes && inode.System.IsReadOnly)
            return Errno.EROFS;
        if (isTrusted && !thread.Process.Credentials.IsPrivileged)
            return writes ? Errno.EPERM : Errno.ENODATA;
        if (isUser && !inode.IsRegular && !inode.IsDirectory)
            return writes ? Errno.EPERM : Errno.ENODATA;
        if (isUser && writes && inode.IsDirectory && (inode.Mode & FileType.Sticky) != 0 && !Permissions.IsOwner(thread, inode))
            return Errno.EPERM;
        if (isUser && !Permissions.Has(thread, inode, right))
            return Errno.EACCES;
        if (isSecurity && writes && !thread.Process.Credentials.IsPrivileged)
            return Errno.EPERM;
        return inode.System.IsStorage && (isUser || isTrusted || isSecurity) ? Errno.None : Errno.EOPNOTSUPP;
    }

    private static bool HasPrefix(ReadOnlySpan<byte> name, ReadOnlySpan<byte> prefix) =>
        name.Length > prefix.Length && name.StartsWith(prefix);
}
