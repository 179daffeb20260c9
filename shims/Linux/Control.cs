using System;

namespace LiteBox.Shim.Linux;

/// <summary>prctl(2), arch_prctl(2) and personality(2).</summary>
internal static class Control
{
    /// <summary>prctl(2). EINVAL for what is not there, as a kernel built without it.</summary>
    [Syscall(157, "prctl")]
    [Partly("hugepages, timer slack, machine checks and time stamps are kept and told; what is not there is EINVAL")]
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
        const int GetTiming = 13;
        const int SetTiming = 14;
        const int StatisticalTiming = 0;
        const int DropBound = 24;
        const int GetTimeStamps = 25;
        const int SetTimeStamps = 26;
        const int TimeStampsEnabled = 1;
        const int GetSecureBits = 27;
        const int SetSecureBits = 28;
        const int KeepCapsBit = 16;
        const int PerfEventsDisable = 31;
        const int PerfEventsEnable = 32;
        const int MachineCheck = 33;
        const int GetMachineCheck = 34;
        const int SetMemoryMap = 35;
        const int GetTidAddress = 40;
        const int AmbientCapabilities = 47;
        const int SpeculationGet = 52;
        const int SpeculationSet = 53;
        const int SetIoFlusher = 57;
        const int GetIoFlusher = 58;
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
                return process.KeepsCapabilities ? 1 : 0;
            case SetKeepCaps:
                if (a > 1)
                    return Errno.EINVAL;
                process.KeepsCapabilities = a == 1;
                return Result.Success;
            case SetName:
                return NameThread(thread, a);
            case GetName:
                return Guest.WriteBytes(a, thread.Name);
            case GetSeccomp:
                return 0;
            case CapabilityBounds:
                return a < 41 ? 1 : Errno.EINVAL;
            case GetTimerSlack:
                return thread.TimerSlack;
            case SetTimerSlack:
                thread.TimerSlack = (long)a <= 0 ? North.Thread.DefaultTimerSlack : a;
                return Result.Success;
            case SetPtracer or PerfEventsDisable or PerfEventsEnable:
                return Result.Success;
            case GetTiming:
                return StatisticalTiming;
            case SetTiming:
                return a == StatisticalTiming ? Result.Success : Errno.EINVAL;
            case GetTimeStamps:
                return Guest.Write(a, TimeStampsEnabled);
            case SetTimeStamps:
                return a == TimeStampsEnabled ? Result.Success : Errno.EINVAL;
            case GetSecureBits:
                return process.KeepsCapabilities ? KeepCapsBit : 0;
            case SetSecureBits or SetIoFlusher or GetIoFlusher or SetMemoryMap or DropBound:
                return process.Credentials.IsPrivileged ? Errno.EINVAL : Errno.EPERM;
            case GetTidAddress:
                return Guest.Write(a, thread.ClearChildTid);
            case AmbientCapabilities:
                return Ambient(process, a, b, c, d);
            case MachineCheck:
                return CheckPolicy(process, a, b, c, d);
            case GetMachineCheck:
                return (a | b | c | d) != 0 ? Errno.EINVAL : process.MachineCheckPolicy;
            case SpeculationGet or SpeculationSet:
                return Errno.ENODEV;
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
                return (a | b | c | d) != 0 ? Errno.EINVAL : process.RefusesHugePages ? 1 : 0;
            case SetTransparentHugePages:
                if ((b | c | d) != 0)
                    return Errno.EINVAL;
                process.RefusesHugePages = a != 0;
                return Result.Success;
            case SetVma:
                return a == 0 ? NameMemory(process, b, c, d) : Errno.EINVAL;
            default:
                return Errno.EINVAL;
        }
    }

    /// <summary>arch_prctl(2). The GS base is the library OS's own way to find the thread: EPERM.</summary>
    [Syscall(158, "arch_prctl")]
    [Partly("ARCH_SET_GS is EPERM")]
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

    /// <summary>personality(2): kept and told.</summary>
    [Syscall(135, "personality")]
    [Partly("the flags are kept and told, but change nothing")]
    public static Result Personality(Thread thread, uint persona)
    {
        uint before = thread.Process.Personality;
        if (persona != uint.MaxValue)
            thread.Process.Personality = persona;
        return (long)before;
    }

    /// <summary>seccomp(2): a kernel without CONFIG_SECCOMP_FILTER. The host's filter is around everything in any case.</summary>
    [Syscall(317, "seccomp", Lockless = true)]
    [Refused("the program gets no filters of its own: EINVAL, as a kernel built without them")]
    public static Result Seccomp(Thread thread, uint operation, uint flags, ulong arguments) => Errno.EINVAL;

    /// <summary>restart_syscall(2): made by the kernel itself only; there is nothing to restart.</summary>
    [Syscall(219, "restart_syscall", Lockless = true)]
    public static Result Restart(Thread thread) => Errno.EINTR;

    private static Result Ambient(Process process, ulong operation, ulong capability, ulong c, ulong d)
    {
        const ulong IsSet = 1, Raise = 2, Lower = 3, ClearAll = 4, Count = 41;
        if (operation == ClearAll)
            return (capability | c | d) != 0 ? Errno.EINVAL : Result.Success;
        if ((c | d) != 0 || capability >= Count)
            return Errno.EINVAL;
        return operation switch
        {
            IsSet => 0,
            Raise => Errno.EPERM,
            Lower => Result.Success,
            _ => Errno.EINVAL,
        };
    }

    private static Result CheckPolicy(Process process, ulong operation, ulong policy, ulong c, ulong d)
    {
        const ulong Clear = 0, Set = 1;
        if ((c | d) != 0 || (operation == Clear ? policy != 0 : operation != Set || policy > (ulong)North.Process.DefaultMachineCheckPolicy))
            return Errno.EINVAL;
        process.MachineCheckPolicy = operation == Clear ? North.Process.DefaultMachineCheckPolicy : (int)policy;
        return Result.Success;
    }

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
