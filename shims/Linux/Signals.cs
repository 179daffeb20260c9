using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>Signals: actions, masks, waiting and sending (signal(7)).</summary>
internal static class Signals
{
    private const ulong SetSize = 8;
    private const ulong InfoSize = 128;
    private const ulong InfoDataSize = 48;

    /// <summary>rt_sigaction(2).</summary>
    [Syscall(13, "rt_sigaction")]
    public static Result SetAction(Thread thread, int signal, ulong action, ulong old, ulong setSize)
    {
        if (setSize != SetSize || !Signal.IsValid(signal))
            return Errno.EINVAL;
        RawAction raw = default;
        if (action != 0 && Guest.Read(action, out raw) != Errno.None)
            return Errno.EFAULT;
        if (action != 0 && (Signal.Bit(signal) & Signal.Uncatchable) != 0)
            return Errno.EINVAL;
        SignalAction before = thread.Process.ActionOf(signal);
        if (action != 0)
        {
            const SignalFlags Known = SignalFlags.NoChildStop | SignalFlags.NoChildWait | SignalFlags.SigInfo | SignalFlags.Restorer
                | SignalFlags.ExposeTagBits | SignalFlags.OnStack | SignalFlags.Restart | SignalFlags.NoDefer | SignalFlags.ResetHandler;
            thread.Process.SetAction(signal, new SignalAction
            {
                Handler = raw.Handler,
                Flags = (SignalFlags)raw.Flags & Known,
                Restorer = raw.Restorer,
                Mask = raw.Mask & ~Signal.Uncatchable,
            });
        }

        if (old == 0)
            return Result.Success;
        return Guest.Write(old, new RawAction { Handler = before.Handler, Flags = (ulong)before.Flags, Restorer = before.Restorer, Mask = before.Mask });
    }

    /// <summary>rt_sigprocmask(2).</summary>
    [Syscall(14, "rt_sigprocmask")]
    public static Result SetMask(Thread thread, int how, ulong set, ulong old, ulong setSize)
    {
        const int Block = 0;
        const int Unblock = 1;
        const int Assign = 2;
        if (setSize != SetSize)
            return Errno.EINVAL;
        ulong before = thread.SignalMask;
        if (set != 0)
        {
            if (Guest.Read(set, out ulong mask) != Errno.None)
                return Errno.EFAULT;
            switch (how)
            {
                case Block:
                    thread.SignalMask = before | mask;
                    break;
                case Unblock:
                    thread.SignalMask = before & ~mask;
                    break;
                case Assign:
                    thread.SignalMask = mask;
                    break;
                default:
                    return Errno.EINVAL;
            }
        }

        return old == 0 ? Result.Success : Guest.Write(old, before);
    }

    /// <summary>rt_sigpending(2).</summary>
    [Syscall(127, "rt_sigpending")]
    public static Result GetPending(Thread thread, ulong set, ulong setSize)
    {
        if (setSize > SetSize)
            return Errno.EINVAL;
        ulong pending = (thread.Pending.Set | thread.Process.Pending.Set) & thread.SignalMask;
        return Guest.WriteBytes(set, MemoryMarshal.AsBytes(new System.ReadOnlySpan<ulong>(in pending))[..(int)setSize]);
    }

    /// <summary>rt_sigsuspend(2): always EINTR, once a handler has run.</summary>
    [Syscall(130, "rt_sigsuspend")]
    public static Result Suspend(Thread thread, ulong set, ulong setSize)
    {
        if (setSize != SetSize)
            return Errno.EINVAL;
        if (Guest.Read(set, out ulong mask) != Errno.None)
            return Errno.EFAULT;
        thread.SetTemporaryMask(mask);
        return Pause(thread);
    }

    /// <summary>pause(2).</summary>
    [Syscall(34, "pause")]
    public static Result Pause(Thread thread)
    {
        thread.PrepareToSleep();
        _ = thread.Sleep(Clock.Never);
        return Errno.ERESTARTNOHAND;
    }

    /// <summary>rt_sigtimedwait(2): takes one signal of a set out of those pending, or waits for it.</summary>
    [Syscall(128, "rt_sigtimedwait")]
    public static Result TimedWait(Thread thread, ulong set, ulong info, ulong timeout, ulong setSize)
    {
        if (setSize != SetSize)
            return Errno.EINVAL;
        if (Guest.Read(set, out ulong wanted) != Errno.None)
            return Errno.EFAULT;
        wanted &= ~Signal.Uncatchable;
        long deadline = Clock.Never;
        if (timeout != 0)
        {
            if (Guest.Read(timeout, out Timespec time) != Errno.None)
                return Errno.EFAULT;
            if (!time.TryToNanoseconds(out long nanoseconds))
                return Errno.EINVAL;
            deadline = Clock.DeadlineAfter(nanoseconds);
        }

        if (!thread.TryTakeSignal(wanted, out SignalInfo taken))
        {
            thread.AwaitedSignals = wanted;
            thread.PrepareToSleep();
            WakeReason reason = thread.Sleep(deadline);
            thread.AwaitedSignals = 0;
            if (!thread.TryTakeSignal(wanted, out taken))
                return reason == WakeReason.TimedOut ? Errno.EAGAIN : Errno.EINTR;
        }

        if (taken.Code == SignalInfo.SI_TIMER && thread.Process.PosixTimers.Find(taken.Sender) is { } timer)
            taken.SenderUser = timer.TakeOverruns();
        if (info != 0 && WriteInfo(info, taken) != Errno.None)
            return Errno.EFAULT;
        return taken.Number;
    }

    /// <summary>rt_sigreturn(2).</summary>
    [Syscall(15, "rt_sigreturn")]
    public static Result Return(Thread thread)
    {
        Errno outcome = Capability.SignalHandlers ? SignalFrame.Pop(thread) : Errno.EFAULT;
        if (outcome != Errno.EFAULT)
            return outcome;
        Faults.Force(thread, SignalInfo.FromKernel(Signal.SIGSEGV), resetHandler: false);
        return Outcome.RegistersSet;
    }

    /// <summary>sigaltstack(2).</summary>
    [Syscall(131, "sigaltstack")]
    public static Result AlternateStack(Thread thread, ulong stack, ulong old)
    {
        AlternateStack before = thread.AlternateStack;
        if (stack != 0)
        {
            if (Guest.Read(stack, out AlternateStack wanted) != Errno.None)
                return Errno.EFAULT;
            Errno error = SetAlternateStack(thread, wanted);
            if (error != Errno.None)
                return error;
        }

        if (old == 0)
            return Result.Success;
        bool onIt = (before.Flags & North.AlternateStack.AutoDisarm) == 0 && before.Holds(thread.Block.Registers.Rsp);
        before.Flags = (before.Flags & North.AlternateStack.AutoDisarm)
            | (before.Size == 0 ? North.AlternateStack.Disabled : onIt ? North.AlternateStack.OnStack : 0);
        return Guest.Write(old, before);
    }

    /// <summary>What sigaltstack(2) checks and sets. EPERM while the thread is on the stack, EINVAL, ENOMEM.</summary>
    internal static Errno SetAlternateStack(Thread thread, AlternateStack wanted)
    {
        AlternateStack now = thread.AlternateStack;
        if ((now.Flags & North.AlternateStack.AutoDisarm) == 0 && now.Holds(thread.Block.Registers.Rsp))
            return Errno.EPERM;
        if (wanted.Base == now.Base && wanted.Size == now.Size && wanted.Flags == now.Flags)
            return Errno.None;
        uint mode = wanted.Flags & ~North.AlternateStack.AutoDisarm;
        if (mode is not (0 or North.AlternateStack.OnStack or North.AlternateStack.Disabled))
            return Errno.EINVAL;
        if (mode == North.AlternateStack.Disabled)
        {
            wanted.Base = 0;
            wanted.Size = 0;
        }
        else if (wanted.Size < North.AlternateStack.SmallestAccepted)
        {
            return Errno.ENOMEM;
        }

        thread.AlternateStack = wanted;
        return Errno.None;
    }

    /// <summary>kill(2).</summary>
    [Syscall(62, "kill")]
    public static Result Kill(Thread thread, int pid, int signal)
    {
        Process own = thread.Process;
        switch (pid)
        {
            case > 0:
                return Find(pid) is { } target ? Send(own, target, signal) : Errno.ESRCH;
            case 0:
                return SendToGroup(own, own.Group, signal);
            case int.MinValue:
                return Errno.ESRCH;
            default:
                return SendToGroup(own, pid == -1 ? 0 : -pid, signal);
        }
    }

    /// <summary>Sends to all processes of a group, or with 0 to all but the own; fails when it could be sent to none.</summary>
    private static Result SendToGroup(Process own, int group, int signal)
    {
        bool any = false;
        Errno failure = Errno.ESRCH;

        // Backwards: a process that ends at once leaves the list.
        for (int i = Kernel.ProcessCount - 1; i >= 0; i--)
        {
            Process process = Kernel.ProcessAt(i);
            if (group == 0 ? process == own : process.Group != group)
                continue;
            Result sent = Send(own, process, signal);
            any |= !sent.Failed;
            if (sent.Failed)
                failure = sent.Error;
        }

        return any ? Result.Success : failure;
    }

    /// <summary>The process with a number; that of any of its threads will do.</summary>
    private static Process? Find(int id) => Kernel.FindProcess(id) ?? Kernel.FindThread(id)?.Process;

    private static Result Send(Process own, Process target, int signal)
    {
        Errno error = Check(own, target, signal);
        if (error != Errno.None)
            return error;
        return signal == 0 || target.Post(SignalInfo.FromUser(signal, SignalInfo.SI_USER, own)) ? Result.Success : Errno.EAGAIN;
    }

    /// <summary>EINVAL for what is no signal, EPERM.</summary>
    private static Errno Check(Process own, Process target, int signal)
    {
        if (signal != 0 && !Signal.IsValid(signal))
            return Errno.EINVAL;
        return MaySend(own, target, signal) ? Errno.None : Errno.EPERM;
    }

    /// <summary>kill(2): root to anybody, others to their like, and SIGCONT within the session.</summary>
    internal static bool MaySend(Process own, Process target, int signal) =>
        own == target || own.Credentials.MaySignal(target.Credentials) || (signal == Signal.SIGCONT && own.Session == target.Session);

    /// <summary>tkill(2).</summary>
    [Syscall(200, "tkill")]
    public static Result KillThread(Thread thread, int id, int signal) =>
        id <= 0 ? Errno.EINVAL : SendToThread(thread, 0, id, signal, SignalInfo.FromUser(signal, SignalInfo.SI_TKILL, thread.Process));

    /// <summary>tgkill(2).</summary>
    [Syscall(234, "tgkill")]
    public static Result KillThreadOf(Thread thread, int pid, int id, int signal) =>
        pid <= 0 || id <= 0 ? Errno.EINVAL : SendToThread(thread, pid, id, signal, SignalInfo.FromUser(signal, SignalInfo.SI_TKILL, thread.Process));

    /// <summary>rt_sigqueueinfo(2).</summary>
    [Syscall(129, "rt_sigqueueinfo")]
    public static Result Queue(Thread thread, int pid, int signal, ulong info)
    {
        Errno error = ReadSent(info, signal, out SignalInfo sent);
        if (error != Errno.None)
            return error;
        if (IsForged(sent.Code) && pid != thread.Process.Id)
            return Errno.EPERM;
        if (Find(pid) is not { } target)
            return Errno.ESRCH;
        error = Check(thread.Process, target, signal);
        if (error != Errno.None)
            return error;
        return signal == 0 || target.Post(sent) ? Result.Success : Errno.EAGAIN;
    }

    /// <summary>rt_tgsigqueueinfo(2).</summary>
    [Syscall(297, "rt_tgsigqueueinfo")]
    public static Result QueueToThread(Thread thread, int pid, int id, int signal, ulong info)
    {
        Errno error = ReadSent(info, signal, out SignalInfo sent);
        if (error != Errno.None)
            return error;
        if (pid <= 0 || id <= 0)
            return Errno.EINVAL;
        if (IsForged(sent.Code) && pid != thread.Process.Id)
            return Errno.EPERM;
        return SendToThread(thread, pid, id, signal, sent);
    }

    /// <summary>Reads what a caller wants to send. EFAULT; E2BIG for data behind a siginfo whose code has no known layout.</summary>
    internal static Errno ReadSent(ulong address, int signal, out SignalInfo info)
    {
        if (Guest.Read(address, out info) != Errno.None)
            return Errno.EFAULT;
        info.Number = signal;
        if (HasKnownLayout(signal, info.Code))
            return Errno.None;
        for (ulong at = InfoDataSize; at < InfoSize; at += sizeof(ulong))
        {
            if (Guest.Read(address + at, out ulong unknown) != Errno.None)
                return Errno.EFAULT;
            if (unknown != 0)
                return Errno.E2BIG;
        }

        return Errno.None;
    }

    /// <summary>Whether the kernel knows what a code's siginfo holds (known_siginfo_layout in kernel/signal.c).</summary>
    private static bool HasKnownLayout(int signal, int code)
    {
        const int LowestOfUser = -7;
        const int NameLookup = -60;
        const int HighestOfPoll = 6;
        if (code <= 0)
            return code is >= LowestOfUser or NameLookup;
        int highest = signal switch
        {
            Signal.SIGILL => 11,
            Signal.SIGFPE => 15,
            Signal.SIGSEGV => 10,
            Signal.SIGBUS => 5,
            Signal.SIGSYS => 2,
            _ => HighestOfPoll,
        };
        return code == SignalInfo.SI_KERNEL || code <= highest;
    }

    internal static bool IsForged(int code) => code is >= 0 or SignalInfo.SI_TKILL;

    private static Result SendToThread(Thread thread, int pid, int id, int signal, in SignalInfo info)
    {
        if (Kernel.FindThread(id) is not { } target || (pid != 0 && target.Process.Id != pid))
            return Errno.ESRCH;
        Errno error = Check(thread.Process, target.Process, signal);
        if (error != Errno.None)
            return error;
        return signal == 0 || target.Post(info) ? Result.Success : Errno.EAGAIN;
    }

    private static Errno WriteInfo(ulong address, in SignalInfo info)
    {
        Errno error = Guest.Write(address, info);
        return error == Errno.None ? Guest.Clear(address + InfoDataSize, InfoSize - InfoDataSize) : error;
    }

    /// <summary>struct sigaction as the kernel takes it.</summary>
    private struct RawAction
    {
        public ulong Handler;
        public ulong Flags;
        public ulong Restorer;
        public ulong Mask;
    }
}
