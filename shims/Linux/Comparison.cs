namespace LiteBox.Shim.Linux;

/// <summary>kcmp(2), and the types of file systems.</summary>
internal static class Comparison
{
    private const int NoOrder = 3;

    /// <summary>kcmp(2): 0 for the same, else 3: there is no order to tell.</summary>
    [Syscall(312, "kcmp")]
    [Partly("things that differ have no order; KCMP_EPOLL_TFD is EINVAL")]
    public static Result Compare(Thread thread, int first, int second, int type, ulong firstIndex, ulong secondIndex)
    {
        const int File = 0, Last = 6;
        if (Kernel.FindThread(first) is not { } one || Kernel.FindThread(second) is not { } other)
            return Errno.ESRCH;
        Credentials own = thread.Process.Credentials;
        if (!own.IsPrivileged && (own.User != one.Process.Credentials.RealUser || own.User != other.Process.Credentials.RealUser))
            return Errno.EPERM;
        if (type is > File and <= Last)
            return one.Process == other.Process ? 0 : NoOrder;
        if (type != File)
            return Errno.EINVAL;
        if (firstIndex > int.MaxValue || one.Process.Files[(int)firstIndex] is not { } file
            || secondIndex > int.MaxValue || other.Process.Files[(int)secondIndex] is not { } otherFile)
            return Errno.EBADF;
        return file == otherFile ? 0 : NoOrder;
    }
}
