using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>Waiting for children: wait4(2), waitid(2).</summary>
internal static class Waiting
{
    private const WaitOptions Common = WaitOptions.NoHang | WaitOptions.NoThread | WaitOptions.All | WaitOptions.Clone;
    private const WaitOptions Changes = WaitOptions.Ended | WaitOptions.Stopped | WaitOptions.Continued;

    /// <summary>wait4(2).</summary>
    [Syscall(61, "wait4")]
    public static Result Wait4(Thread thread, int pid, ulong status, int options, ulong usage)
    {
        WaitOptions wanted = (WaitOptions)options;
        if ((wanted & ~(Common | WaitOptions.Stopped | WaitOptions.Continued)) != 0)
            return Errno.EINVAL;
        if (pid == int.MinValue)
            return Errno.ESRCH;
        if (!Capability.Processes)
            return Errno.ECHILD;
        WaitTarget target = pid switch
        {
            > 0 => WaitTarget.OfId(pid),
            0 => WaitTarget.OfGroup(thread.Process.Group),
            -1 => WaitTarget.Any,
            _ => WaitTarget.OfGroup(-pid),
        };
        Result result = thread.Process.Wait(thread, target, wanted | WaitOptions.Ended, out ChildEvent found);
        if (found.Child is not { } child)
            return result;
        if (status != 0 && Guest.Write(status, found.Status) != Errno.None)
            return Errno.EFAULT;
        if (usage != 0 && Guest.Write(usage, RawUsage.Of(child)) != Errno.None)
            return Errno.EFAULT;
        return result;
    }

    /// <summary>waitid(2).</summary>
    [Syscall(247, "waitid")]
    public static Result WaitId(Thread thread, int kind, int id, ulong info, int options, ulong usage)
    {
        Result result = Find(thread, kind, id, (WaitOptions)options, out ChildEvent found);
        if (found.Child is not null && usage != 0 && Guest.Write(usage, RawUsage.Of(found.Child)) != Errno.None)
            return Errno.EFAULT;
        Errno error = result.Error;
        if (info == 0 || Outcome.IsRestart(error))
            return error;

        // What was not found is told by zeros, after a failure too.
        RawInfo raw = default;
        if (found.Child is { } child)
        {
            raw.Signal = Signal.SIGCHLD;
            raw.Code = found.Code;
            raw.Process = child.Id;
            raw.User = child.Credentials.RealUser;
            raw.Status = found.Detail;
        }

        return Guest.Write(info, raw) != Errno.None ? Errno.EFAULT : error;
    }

    private static Result Find(Thread thread, int kind, int id, WaitOptions options, out ChildEvent found)
    {
        const int All = 0;
        const int OfProcess = 1;
        const int OfGroup = 2;
        const int OfPidFile = 3;
        found = default;
        if ((options & ~(Common | Changes | WaitOptions.Keep)) != 0 || (options & Changes) == 0)
            return Errno.EINVAL;
        WaitTarget target = WaitTarget.Any;
        bool gives = false;
        switch (kind)
        {
            case All:
                break;
            case OfProcess:
                if (id <= 0)
                    return Errno.EINVAL;
                target = WaitTarget.OfId(id);
                break;
            case OfGroup:
                if (id < 0)
                    return Errno.EINVAL;
                target = WaitTarget.OfGroup(id == 0 ? thread.Process.Group : id);
                break;
            case OfPidFile:
                if (id < 0)
                    return Errno.EINVAL;
                if (thread.Process.Files[id] is not PidFile file)
                    return Errno.EBADF;
                target = WaitTarget.Of(file.Process);
                gives = file.IsNonBlocking && (options & WaitOptions.NoHang) == 0;
                break;
            default:
                return Errno.EINVAL;
        }

        if (!Capability.Processes)
            return Errno.ECHILD;
        Result result = thread.Process.Wait(thread, target, gives ? options | WaitOptions.NoHang : options, out found);
        if (result.Failed)
            return result;
        return gives && found.Child is null ? Errno.EAGAIN : Result.Success;
    }

    /// <summary>The part of siginfo_t that waitid(2) writes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 28)]
    private struct RawInfo
    {
        [FieldOffset(0)] public int Signal;
        [FieldOffset(8)] public int Code;
        [FieldOffset(16)] public int Process;
        [FieldOffset(20)] public uint User;
        [FieldOffset(24)] public int Status;
    }
}
