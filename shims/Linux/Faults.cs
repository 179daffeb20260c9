namespace LiteBox.Shim.Linux;

/// <summary>Exceptions of guest code and the signals that they become.</summary>
internal static class Faults
{
    private const int PageFault = 14;
    private const int MapError = 1;
    private const int AccessError = 2;
    private const int AddressError = 2;

    /// <summary>Turns the fault in the thread's block into a signal, unless the memory only had to grow.</summary>
    internal static void Raise(Thread thread)
    {
        ref GuestFault fault = ref thread.Block.Fault;
        SignalInfo info = new() { Number = fault.Signal, Code = fault.Code, Address = fault.Address };
        bool isMemory = fault.Trap == PageFault && fault.Signal is Signal.SIGSEGV or Signal.SIGBUS;
        if (isMemory && fault.Code is MapError or AccessError)
        {
            bool write = (fault.Error & 2) != 0;
            bool execute = (fault.Error & 16) != 0;
            switch (thread.Process.Memory.Explain(fault.Address, write, execute))
            {
                case FaultMeaning.Resolved:
                    return;
                case FaultMeaning.NotMapped:
                    info.Number = Signal.SIGSEGV;
                    info.Code = MapError;
                    break;
                case FaultMeaning.PastEnd:
                    info.Number = Signal.SIGBUS;
                    info.Code = AddressError;
                    break;
                default:
                    info.Code = fault.Signal == Signal.SIGSEGV ? AccessError : info.Code;
                    break;
            }
        }

        if (!Signal.IsValid(info.Number))
            info.Number = Signal.SIGSEGV;
        Force(thread, info, resetHandler: false);
    }

    /// <summary>
    /// Sends a signal that cannot wait: where it is blocked or ignored it takes its default action, which ends the process.
    /// </summary>
    internal static void Force(Thread thread, in SignalInfo info, bool resetHandler)
    {
        ref SignalAction action = ref thread.Process.ActionOf(info.Number);
        ulong bit = Signal.Bit(info.Number);
        bool blocked = (thread.SignalMask & bit) != 0;
        if (blocked || resetHandler || action.Handler == SignalAction.Ignore)
            action.Handler = SignalAction.Default;
        if (blocked)
            thread.SignalMask &= ~bit;
        _ = thread.Post(info);
    }
}
