namespace LiteBox.Shim.Linux;

/// <summary>membarrier(2).</summary>
internal static class Barriers
{
    private const int Query = 0;
    private const int Global = 1;
    private const int GlobalExpedited = 1 << 1;
    private const int RegisterGlobalExpedited = 1 << 2;
    private const int Private = 1 << 3;
    private const int RegisterPrivate = 1 << 4;
    private const int PrivateCode = 1 << 5;
    private const int RegisterPrivateCode = 1 << 6;
    private const int GetRegistrations = 1 << 9;

    /// <summary>
    /// membarrier(2). The commands for restartable sequences are EINVAL, as in a kernel without rseq(2); ENOSYS where the
    /// host has no barriers.
    /// </summary>
    [Syscall(324, "membarrier", Lockless = true)]
    public static Result Call(Thread thread, int command, uint flags)
    {
        if (flags != 0)
            return Errno.EINVAL;
        Process process = thread.Process;
        switch (command)
        {
            case Query:
                return Supported();
            case GetRegistrations:
                return process.Barriers;
            case Global or GlobalExpedited:
                return Host.Barrier(BarrierKind.MemoryOfAll);
            case RegisterGlobalExpedited or RegisterPrivate:
                return Register(process, command, BarrierKind.Memory);
            case RegisterPrivateCode:
                return Register(process, command, BarrierKind.Code);
            case Private:
                return (process.Barriers & RegisterPrivate) == 0 ? Errno.EPERM : Host.Barrier(BarrierKind.Memory);
            case PrivateCode:
                return (process.Barriers & RegisterPrivateCode) == 0 ? Errno.EPERM : Host.Barrier(BarrierKind.Code);
            default:
                return Errno.EINVAL;
        }
    }

    private static Result Supported()
    {
        if (Host.Barrier(BarrierKind.Memory) != Errno.None)
            return Errno.ENOSYS;
        const int Memory = Global | GlobalExpedited | RegisterGlobalExpedited | Private | RegisterPrivate | GetRegistrations;
        return Host.Barrier(BarrierKind.Code) == Errno.None ? Memory | PrivateCode | RegisterPrivateCode : Memory;
    }

    /// <summary>The first barrier of a kind sets up what the host needs, so that it happens now and not in the program's hot path.</summary>
    private static Result Register(Process process, int command, BarrierKind kind)
    {
        Errno error = Host.Barrier(kind);
        if (error != Errno.None)
            return error == Errno.ENOSYS && kind == BarrierKind.Code ? Errno.EINVAL : error;
        BigLock.Enter();
        process.Barriers |= command;
        BigLock.Exit();
        return Errno.None;
    }
}
