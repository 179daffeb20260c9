namespace LiteBox.Shim.Linux;

/// <summary>capget(2) and capset(2): root has all capabilities over a machine where none reaches out of the sandbox.</summary>
internal static class Capabilities
{
    private const uint Version1 = 0x1998_0330;
    private const uint Version2 = 0x2007_1026;
    private const uint Version3 = 0x2008_0522;

    /// <summary>CAP_LAST_CAP + 1 bits.</summary>
    internal const ulong All = (1UL << 41) - 1;

    /// <summary>capget(2).</summary>
    [Syscall(125, "capget")]
    public static Result Get(Thread thread, ulong header, ulong data)
    {
        Errno error = ReadHeader(header, out int words, out int pid);
        if (words == 0)
            return error == Errno.EINVAL && data == 0 ? Result.Success : error;
        if (pid < 0)
            return Errno.EINVAL;
        if (pid != 0 && Kernel.FindThread(pid) is null)
            return Errno.ESRCH;
        if (data == 0)
            return Result.Success;
        ulong set = thread.Process.Credentials.IsPrivileged ? All : 0;
        for (int i = 0; i < words; i++)
        {
            uint part = (uint)(set >> (i * 32));
            Sets sets = new() { Effective = part, Permitted = part };
            if (Guest.Write(data + (ulong)i * 12, sets) != Errno.None)
                return Errno.EFAULT;
        }

        return Result.Success;
    }

    /// <summary>capset(2): what is asked must be part of what there is. EPERM.</summary>
    [Syscall(126, "capset")]
    public static Result Set(Thread thread, ulong header, ulong data)
    {
        Errno error = ReadHeader(header, out int words, out int pid);
        if (words == 0)
            return error;
        if (pid != 0 && pid != thread.Id)
            return Errno.EPERM;
        ulong set = thread.Process.Credentials.IsPrivileged ? All : 0;
        for (int i = 0; i < words; i++)
        {
            if (Guest.Read(data + (ulong)i * 12, out Sets wanted) != Errno.None)
                return Errno.EFAULT;
            uint part = (uint)(set >> (i * 32));
            if ((wanted.Permitted & ~part) != 0 || (wanted.Effective & ~wanted.Permitted) != 0)
                return Errno.EPERM;
        }

        return Result.Success;
    }

    private static Errno ReadHeader(ulong header, out int words, out int pid)
    {
        words = 0;
        pid = 0;
        if (Guest.Read(header, out uint version) != Errno.None)
            return Errno.EFAULT;
        if (version is not (Version1 or Version2 or Version3))
            return Guest.Write(header, Version3) == Errno.None ? Errno.EINVAL : Errno.EFAULT;
        if (Guest.Read(header + 4, out pid) != Errno.None)
            return Errno.EFAULT;
        words = version == Version1 ? 1 : 2;
        return Errno.None;
    }

    /// <summary>struct __user_cap_data_struct; the inheritable set after these two is empty.</summary>
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Size = 12)]
    private struct Sets
    {
        public uint Effective;
        public uint Permitted;
    }
}
