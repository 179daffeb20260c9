namespace LiteBox.Shim.Linux;

/// <summary>
/// Calls that change the machine. The sandbox has none to change: even its root gets the EPERM of one without the capability,
/// as in a container.
/// </summary>
internal static class Privileged
{
    private const string Note = "EPERM, as without the capability";

    /// <summary>reboot(2), vhangup(2), the modules and kexec_load(2): the capability is asked for first.</summary>
    [Syscall(169, "reboot", Lockless = true)]
    [Syscall(153, "vhangup", Lockless = true)]
    [Syscall(175, "init_module", Lockless = true)]
    [Syscall(176, "delete_module", Lockless = true)]
    [Syscall(313, "finit_module", Lockless = true)]
    [Syscall(246, "kexec_load", Lockless = true)]
    [Syscall(320, "kexec_file_load", Lockless = true)]
    [Partly(Note)]
    public static Result Refuse(Thread thread) => Errno.EPERM;

    /// <summary>setdomainname(2).</summary>
    [Syscall(171, "setdomainname")]
    public static Result SetDomainName(Thread thread, ulong name, int length)
    {
        const int Longest = 64;
        if (!thread.Process.Credentials.IsPrivileged)
            return Errno.EPERM;
        if (length is < 0 or > Longest)
            return Errno.EINVAL;
        byte[] bytes = new byte[length];
        if (Guest.ReadBytes(name, bytes) != Errno.None)
            return Errno.EFAULT;
        Kernel.DomainName = bytes;
        return Result.Success;
    }

    /// <summary>syslog(2): there is no log; its size is told to everybody, the rest is the administrator's.</summary>
    [Syscall(103, "syslog", Lockless = true)]
    [Partly(Note)]
    public static Result Log(Thread thread, int action, ulong buffer, int length) => Errno.EPERM;

    /// <summary>iopl(2) and ioperm(2): as a kernel without CONFIG_X86_IOPL_IOPERM.</summary>
    [Syscall(172, "iopl", Lockless = true)]
    [Syscall(173, "ioperm", Lockless = true)]
    [Refused("ports belong to the host")]
    public static Result Port(Thread thread) => Errno.ENOSYS;
}
