using System;

namespace LiteBox.Shim.Linux;

/// <summary>prctl(2), arch_prctl(2) and personality(2).</summary>
internal static class Control
{
    /// <summary>prctl(2). EINVAL for what is not there, as a kernel built without it.</summary>
    [Syscall(157, "prctl")]
    public static Result Process(Thread thread, int option, ulong a, ulong b, ulong c, ulong d)
    {
        const int SetDeathSignal = 1;
        const int GetDeathSignal = 2;
        const int GetDumpable = 3;
        const int SetDumpable = 4;
        const int GetKeepCaps = 7;
        const int SetKeepCaps = 8;
        const int SetName = 15;
        const int GetName = 16;
        const int GetSeccomp = 21;
        const int CapabilityBounds = 23;
        const int GetTimerSlack = 30;
        const int SetTimerSlack = 29;
        const int SetChildSubreaper = 36;
        const int GetChildSubreaper = 37;
        const int SetNoNewPrivileges = 38;
        const int GetNoNewPrivileges = 39;
        const int GetTransparentHugePages = 42;
        const int SetTransparentHugePages = 41;
        const int SetVma = 0x5356_4D41;
        const int SetPtracer = 0x5961_6D61;
        const ulong TimerSlack = 50_000;
        Process process = thread.Process;
        switch (option)
        {
            case SetDeathSignal:
                if (a > Signal.Max)
                    return Errno.EINVAL;
                process.ParentDeathSignal = (int)a;
                return Result.Success;
            case GetDeathSignal:
                return Guest.Write(a, process.ParentDeathSignal);
            case GetDumpable:
                return process.Dumpable ? 1 : 0;
            case SetDumpable:
                if (a > 1)
                    return Errno.EINVAL;
                process.Dumpable = a == 1;
                return Result.Success;
            case GetKeepCaps:
                return 0;
            case SetKeepCaps:
                return a <= 1 ? Result.Success : Errno.EINVAL;
            case SetName:
                return NameThread(thread, a);
            case GetName:
                return Guest.WriteBytes(a, thread.Name);
            case GetSeccomp:
                return 0;
            case CapabilityBounds:
                return a < 41 ? 1 : Errno.EINVAL;
            case GetTimerSlack:
                return TimerSlack;
            case SetTimerSlack or SetPtracer:
                return Result.Success;
            case SetChildSubreaper:
                process.IsSubreaper = a != 0;
                return Result.Success;
            case GetChildSubreaper:
                return Guest.Write(a, process.IsSubreaper ? 1 : 0);
            case SetNoNewPrivileges:
                if (a != 1 || (b | c | d) != 0)
                    return Errno.EINVAL;
                process.NoNewPrivileges = true;
                return Result.Success;
            case GetNoNewPrivileges:
                return (a | b | c | d) != 0 ? Errno.EINVAL : process.NoNewPrivileges ? 1 : 0;
            case GetTransparentHugePages:
                return (a | b | c | d) != 0 ? Errno.EINVAL : 0;
            case SetTransparentHugePages:
                return (b | c | d) != 0 ? Errno.EINVAL : Result.Success;
            case SetVma:
                return a == 0 ? NameMemory(process, b, c, d) : Errno.EINVAL;
            default:
                return Errno.EINVAL;
        }
    }

    /// <summary>arch_prctl(2). The GS base is the library OS's own way to find the thread: EPERM.</summary>
    [Syscall(158, "arch_prctl")]
    public static Result Architecture(Thread thread, int code, ulong address)
    {
        const int SetGs = 0x1001;
        const int SetFs = 0x1002;
        const int GetFs = 0x1003;
        const int GetGs = 0x1004;
        switch (code)
        {
            case SetFs:
                if (address >= Host.GuestEnd)
                    return Errno.EPERM;
                Host.WriteFsBase(ref thread.Block, address);
                return Result.Success;
            case GetFs:
                return Guest.Write(address, Host.ReadFsBase(ref thread.Block));
            case SetGs:
                return Errno.EPERM;
            case GetGs:
                return Guest.Write(address, 0UL);
            default:
                return Errno.EINVAL;
        }
    }

    /// <summary>personality(2): PER_LINUX is the only one.</summary>
    [Syscall(135, "personality", Lockless = true)]
    public static Result Personality(Thread thread, uint persona) =>
        persona is 0 or uint.MaxValue ? Result.Success : Errno.EINVAL;

    private static Result NameThread(Thread thread, ulong address)
    {
        Span<byte> name = stackalloc byte[North.Thread.NameCapacity];
        Result length = Guest.ReadString(address, name);
        if (length.Error == Errno.EFAULT)
            return Errno.EFAULT;
        thread.SetName(length.Failed ? name : name[..(int)length.Value]);
        return Result.Success;
    }

    private static Result NameMemory(Process process, ulong start, ulong length, ulong address)
    {
        const int LongestName = 80;
        if (address == 0)
            return process.Memory.SetName(start, length, null);
        Span<byte> name = stackalloc byte[LongestName];
        Result size = Guest.ReadString(address, name);
        if (size.Failed)
            return size.Error == Errno.EFAULT ? Errno.EFAULT : Errno.EINVAL;
        return process.Memory.SetName(start, length, name[..(int)size.Value].ToArray());
    }
}
