namespace LiteBox.North;

/// <summary>
/// Tells a process, or a group, by a signal that a file has changed (O_ASYNC; F_SETOWN and F_SETSIG of fcntl(2)). It
/// stands in the file's queue while O_ASYNC is set.
/// </summary>
public sealed class SignalledFile : Waiter
{
    private const uint Read = (uint)PollEvents.Readable, Write = (uint)PollEvents.Writable;

    /// <summary>Nobody is told yet.</summary>
    public SignalledFile()
        : base(null)
    {
    }

    /// <summary>F_OWNER_TID, F_OWNER_PID and F_OWNER_PGRP: what <see cref="Owner"/> is the number of.</summary>
    public const int OneThread = 0, OneProcess = 1, OneGroup = 2;

    /// <summary>Number of the thread, process or group; 0: nobody.</summary>
    public int Owner { get; set; }

    /// <summary>What the number is that of.</summary>
    public int OwnerKind { get; set; } = OneProcess;

    /// <summary>The signal; 0: SIGIO, without data.</summary>
    public int SignalNumber { get; set; }

    /// <summary>The descriptor for which O_ASYNC was set, for si_fd.</summary>
    public int Descriptor { get; set; }

    /// <inheritdoc/>
    public override bool Stays => true;

    /// <inheritdoc/>
    public override void OnWake(uint mask)
    {
        // si_code of SIGIO: POLL_IN, POLL_OUT, or POLL_HUP where anything may have happened.
        const int In = 1, Out = 2, HangUp = 6;
        if (Owner == 0)
            return;
        SignalInfo info = SignalInfo.FromKernel(SignalNumber == 0 ? Signal.SIGIO : SignalNumber);
        if (SignalNumber != 0)
        {
            info.Code = mask == uint.MaxValue ? HangUp : (mask & Read) != 0 ? In : Out;
            info.Address = (uint)mask & (Read | Write);
            info.Value = (uint)Descriptor;
        }

        switch (OwnerKind)
        {
            case OneThread:
                Kernel.FindThread(Owner)?.Post(info);
                break;
            case OneProcess:
                Kernel.FindProcess(Owner)?.Post(info);
                break;
            default:
                for (Process? process = Kernel.NextProcess(0); process is not null; process = Kernel.NextProcess(process.Id))
                {
                    if (process.Group == Owner)
                        process.Post(info);
                }

                break;
        }
    }
}
