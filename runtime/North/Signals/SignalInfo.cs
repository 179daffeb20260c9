using System.Runtime.InteropServices;

namespace LiteBox.North;

/// <summary>
/// The part of siginfo_t that carries data: 48 of its 128 bytes, in Linux's layout (sigaction(2)). The rest is zero.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 48)]
public struct SignalInfo
{
    /// <summary>si_code: sent by kill(2).</summary>
    public const int SI_USER = 0;

    /// <summary>si_code: sent by the kernel.</summary>
    public const int SI_KERNEL = 0x80;

    /// <summary>si_code: sent by sigqueue(3).</summary>
    public const int SI_QUEUE = -1;

    /// <summary>si_code: a timer of timer_create(2) expired.</summary>
    public const int SI_TIMER = -2;

    /// <summary>si_code: a message came (mq_notify(2)).</summary>
    public const int SI_MESGQ = -3;

    /// <summary>si_code: sent by tgkill(2).</summary>
    public const int SI_TKILL = -6;

    /// <summary>si_signo.</summary>
    [FieldOffset(0)] public int Number;

    /// <summary>si_errno.</summary>
    [FieldOffset(4)] public int Error;

    /// <summary>si_code.</summary>
    [FieldOffset(8)] public int Code;

    /// <summary>si_addr of a fault.</summary>
    [FieldOffset(16)] public ulong Address;

    /// <summary>si_pid, or si_timerid.</summary>
    [FieldOffset(16)] public int Sender;

    /// <summary>si_uid, or si_overrun.</summary>
    [FieldOffset(20)] public int SenderUser;

    /// <summary>si_value, or si_status of SIGCHLD in its low half.</summary>
    [FieldOffset(24)] public ulong Value;

    /// <summary>What a caller of rt_sigqueueinfo(2) put after that.</summary>
    [FieldOffset(32)] public ulong Rest0;

    /// <inheritdoc cref="Rest0"/>
    [FieldOffset(40)] public ulong Rest1;

    /// <summary>A signal that the kernel itself sends.</summary>
    public static SignalInfo FromKernel(int signal) => new() { Number = signal, Code = SI_KERNEL };

    /// <summary>A signal that a process sends by kill (<see cref="SI_USER"/>) or tgkill (<see cref="SI_TKILL"/>).</summary>
    public static SignalInfo FromUser(int signal, int code, Process sender) =>
        new() { Number = signal, Code = code, Sender = sender.Id, SenderUser = (int)sender.Credentials.User };
}
