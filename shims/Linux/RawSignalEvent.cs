using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>struct sigevent (sigevent(3type)), as far as it is read; it has 64 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct RawSignalEvent
{
    /// <summary>SIGEV_SIGNAL, SIGEV_NONE, SIGEV_THREAD, SIGEV_THREAD_ID.</summary>
    public const int NotifySignal = 0, NotifyNone = 1, NotifyThread = 2, NotifyThreadId = 4;

    /// <summary>sigev_value.</summary>
    public ulong Value;

    /// <summary>sigev_signo.</summary>
    public int SignalNumber;

    /// <summary>sigev_notify.</summary>
    public int Notify;

    /// <summary>sigev_notify_thread_id.</summary>
    public int ThreadId;
}
