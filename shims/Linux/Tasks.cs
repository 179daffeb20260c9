namespace LiteBox.Shim.Linux;

/// <summary>The ends of threads and processes, and what stands in guest memory for them.</summary>
internal static class Tasks
{
    private const ulong RobustHeadSize = 24;

    /// <summary>exit(2): ends the thread.</summary>
    [Syscall(60, "exit")]
    public static Result Exit(Thread thread, int status)
    {
        thread.End(status & 0xFF);
        return Errno.ESRCH;
    }

    /// <summary>exit_group(2): ends the process, and the sandbox with the last one.</summary>
    [Syscall(231, "exit_group")]
    public static Result ExitGroup(Thread thread, int status)
    {
        thread.Process.Exit(thread, status);
        return Errno.ESRCH;
    }

    /// <summary>set_tid_address(2).</summary>
    [Syscall(218, "set_tid_address")]
    public static Result SetTidAddress(Thread thread, ulong address)
    {
        thread.ClearChildTid = address;
        return thread.Id;
    }

    /// <summary>set_robust_list(2).</summary>
    [Syscall(273, "set_robust_list")]
    public static Result SetRobustList(Thread thread, ulong head, ulong size)
    {
        if (size != RobustHeadSize)
            return Errno.EINVAL;
        thread.RobustList = head;
        return Result.Success;
    }

    /// <summary>get_robust_list(2).</summary>
    [Syscall(274, "get_robust_list")]
    public static Result GetRobustList(Thread thread, int id, ulong head, ulong size)
    {
        Thread? target = id == 0 ? thread : Kernel.FindThread(id);
        if (target is null)
            return Errno.ESRCH;
        Errno error = Guest.Write(size, RobustHeadSize);
        return error == Errno.None ? Guest.Write(head, target.RobustList) : error;
    }
}
