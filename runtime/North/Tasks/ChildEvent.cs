namespace LiteBox.North;

/// <summary>What a wait found.</summary>
public struct ChildEvent
{
    /// <summary>si_code of a child that ended by itself.</summary>
    public const int CLD_EXITED = 1;

    /// <summary>si_code of a child that a signal ended.</summary>
    public const int CLD_KILLED = 2;

    /// <summary>si_code of a child that a signal stopped.</summary>
    public const int CLD_STOPPED = 5;

    /// <summary>si_code of a child that went on.</summary>
    public const int CLD_CONTINUED = 6;

    /// <summary>The child; null when there was nothing to report yet.</summary>
    public Process? Child;

    /// <summary>What happened, encoded as <see cref="WaitStatus"/>.</summary>
    public int Status;

    /// <summary>si_code.</summary>
    public readonly int Code => Status == WaitStatus.Continued ? CLD_CONTINUED
        : (Status & 0xFF) == 0x7F ? CLD_STOPPED
        : WaitStatus.SignalOf(Status) != 0 ? CLD_KILLED : CLD_EXITED;

    /// <summary>si_status: the exit status or the signal.</summary>
    public readonly int Detail => Status == WaitStatus.Continued ? Signal.SIGCONT
        : (Status & 0xFF) == 0x7F ? Status >> 8
        : WaitStatus.SignalOf(Status) != 0 ? WaitStatus.SignalOf(Status) : WaitStatus.ExitOf(Status);
}
