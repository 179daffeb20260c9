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
        const int File = 0, AddressSpace = 1, Descriptors = 2, Directories = 3, SignalActions = 4, InputOutput = 5, SemaphoreUndos = 6;
        if (Kernel.FindThread(first) is not { } one || Kernel.FindThread(second) is not { } other)
            return Errno.ESRCH;
        Credentials own = thread.Process.Credentials;
        if (!own.IsPrivileged && (own.User != one.Process.Credentials.RealUser || own.User != other.Process.Credentials.RealUser))
            return Errno.EPERM;
        return type switch
        {
            File => CompareFiles(one.Process, other.Process, firstIndex, secondIndex),
            AddressSpace => Order(one.Process.Memory == other.Process.Memory),
            Descriptors => Order(one.Process.Files == other.Process.Files),
            Directories => Order(one.Process.SharesDirectories(other.Process)),
            SignalActions => Order(one.Process.SharesSignalActions(other.Process)),

            // Of these a process has none until it needs one, and none is the same as none. Its second thread makes it need undos.
            InputOutput => Order(one.IoPriority == other.IoPriority),
            SemaphoreUndos => Order(one.Process == other.Process || !(HasUndos(one.Process) || HasUndos(other.Process))),
            _ => Errno.EINVAL,
        };
    }

    private static bool HasUndos(Process process) => process.HasSemaphoreUndos || process.Threads.Count > 1;

    private static Result Order(bool same) => same ? 0 : NoOrder;

    private static Result CompareFiles(Process one, Process other, ulong firstIndex, ulong secondIndex)
    {
        if (firstIndex > int.MaxValue || one.Files[(int)firstIndex] is not { } file
            || secondIndex > int.MaxValue || other.Files[(int)secondIndex] is not { } otherFile)
            return Errno.EBADF;
        return Order(file == otherFile);
    }
}
