namespace LiteBox.Shim.Linux;

/// <summary>Descriptors of processes: pidfd_open(2), pidfd_send_signal(2), pidfd_getfd(2).</summary>
internal static class PidFiles
{
    /// <summary>pidfd_open(2).</summary>
    [Syscall(434, "pidfd_open")]
    public static Result Open(Thread thread, int pid, uint flags)
    {
        if ((flags & ~(uint)OpenFlags.NonBlocking) != 0 || pid <= 0)
            return Errno.EINVAL;
        if (Kernel.FindProcess(pid) is not { } process)
            return Kernel.FindThread(pid) is null ? Errno.ESRCH : Errno.EINVAL;
        return thread.Process.AddFile(new PidFile(process, (OpenFlags)flags), closeOnExec: true);
    }

    /// <summary>pidfd_send_signal(2).</summary>
    [Syscall(424, "pidfd_send_signal")]
    public static Result SendSignal(Thread thread, int descriptor, int signal, ulong info, uint flags)
    {
        if (flags != 0)
            return Errno.EINVAL;
        if (ProcessOf(thread.Process.Files[descriptor]) is not { } target)
            return Errno.EBADF;
        SignalInfo sent = SignalInfo.FromUser(signal, SignalInfo.SI_USER, thread.Process);
        if (info != 0)
        {
            if (Guest.Read(info, out sent) != Errno.None)
                return Errno.EFAULT;
            if (sent.Number != signal)
                return Errno.EINVAL;
            if (Signals.IsForged(sent.Code) && target != thread.Process)
                return Errno.EPERM;
        }

        if (signal != 0 && !Signal.IsValid(signal))
            return Errno.EINVAL;
        if (Kernel.FindProcess(target.Id) != target)
            return Errno.ESRCH;
        if (!Signals.MaySend(thread.Process, target, signal))
            return Errno.EPERM;
        return signal == 0 || target.Post(sent) ? Result.Success : Errno.EAGAIN;
    }

    /// <summary>The process that a descriptor stands for: of pidfd_open(2), or a directory /proc/PID.</summary>
    private static Process? ProcessOf(OpenFile? file) => file is PidFile pidFile ? pidFile.Process : ProcTree.ProcessOf(file);

    /// <summary>pidfd_getfd(2): a descriptor for a file of another process, as ptrace(2) would let take it.</summary>
    [Syscall(438, "pidfd_getfd")]
    public static Result GetFile(Thread thread, int descriptor, int target, uint flags)
    {
        if (flags != 0)
            return Errno.EINVAL;
        if (thread.Process.Files[descriptor] is not PidFile pidFile)
            return Errno.EBADF;
        if (pidFile.Process.IsZombie)
            return Errno.ESRCH;
        Credentials own = thread.Process.Credentials;
        Credentials other = pidFile.Process.Credentials;
        bool isSame = own.User == other.RealUser && own.User == other.User && own.User == other.SavedUser;
        if (!own.IsPrivileged && (!isSame || !pidFile.Process.Dumpable))
            return Errno.EPERM;
        if (pidFile.Process.Files[target] is not { } file)
            return Errno.EBADF;
        file.Retain();
        return thread.Process.AddFile(file, closeOnExec: true);
    }
}
