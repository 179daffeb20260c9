namespace LiteBox.Shim.Linux;

/// <summary>Process groups and sessions (credentials(7)).</summary>
internal static class Groups
{
    /// <summary>getpgrp(2).</summary>
    [Syscall(111, "getpgrp")]
    public static Result GetOwnGroup(Thread thread) => thread.Process.Group;

    /// <summary>getpgid(2).</summary>
    [Syscall(121, "getpgid")]
    public static Result GetGroup(Thread thread, int pid) =>
        Find(thread, pid) is { } process ? process.Group : Errno.ESRCH;

    /// <summary>getsid(2).</summary>
    [Syscall(124, "getsid")]
    public static Result GetSession(Thread thread, int pid) =>
        Find(thread, pid) is { } process ? process.Session : Errno.ESRCH;

    /// <summary>setpgid(2).</summary>
    [Syscall(109, "setpgid")]
    public static Result SetGroup(Thread thread, int pid, int group)
    {
        if (group < 0 || (group == 0 && pid < 0))
            return Errno.EINVAL;
        Process own = thread.Process;
        if (Find(thread, pid) is not { } process)
            return Errno.ESRCH;
        if (process.Parent == own)
        {
            if (process.Session != own.Session)
                return Errno.EPERM;
            if (process.HasExecuted)
                return Errno.EACCES;
        }
        else if (process != own)
        {
            return Errno.ESRCH;
        }

        if (process.Session == process.Id)
            return Errno.EPERM;
        if (group == 0)
            group = process.Id;
        if (group != process.Id && !ProcessGroups.Exists(group, own.Session))
            return Errno.EPERM;
        process.Group = group;
        return Result.Success;
    }

    /// <summary>setsid(2): EPERM while there is a group with the process's number.</summary>
    [Syscall(112, "setsid")]
    public static Result CreateSession(Thread thread)
    {
        Process process = thread.Process;
        if (ProcessGroups.Exists(process.Id))
            return Errno.EPERM;
        process.Session = process.Group = process.Id;
        return process.Id;
    }

    private static Process? Find(Thread thread, int pid) => pid == 0 ? thread.Process : Kernel.FindProcess(pid);
}
