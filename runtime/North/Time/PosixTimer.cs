namespace LiteBox.North;

/// <summary>A timer of timer_create(2).</summary>
public sealed class PosixTimer : Timer
{
    private const int MostOverruns = int.MaxValue;

    private readonly Process _process;
    private readonly int _targetThread;
    private readonly ulong _value;
    private long _pendingOverruns;

    /// <param name="process">The process that has it.</param>
    /// <param name="id">Its number.</param>
    /// <param name="clock">The clock that it was created on.</param>
    /// <param name="signal">The signal that it sends; 0: none (SIGEV_NONE).</param>
    /// <param name="value">si_value.</param>
    /// <param name="targetThread">The thread that gets the signal (SIGEV_THREAD_ID); 0: the process.</param>
    public PosixTimer(Process process, int id, int clock, int signal, ulong value, int targetThread)
    {
        _process = process;
        Id = id;
        ClockId = clock;
        SignalNumber = signal;
        _value = value;
        _targetThread = targetThread;
    }

    /// <summary>Its number.</summary>
    public int Id { get; }

    /// <summary>The clock that it was created on.</summary>
    public int ClockId { get; }

    /// <summary>What it runs on, when that is CPU time.</summary>
    public CpuClock? CpuClock { get; set; }

    /// <summary>The signal that it sends; 0: none.</summary>
    public int SignalNumber { get; }

    /// <summary>How often it had expired more than once when its last signal was delivered (timer_getoverrun(2)).</summary>
    public int Overruns { get; private set; }

    /// <summary>Its signal is delivered now: gives si_overrun for it.</summary>
    public int TakeOverruns()
    {
        Overruns = (int)long.Min(_pendingOverruns, MostOverruns);
        _pendingOverruns = 0;
        return Overruns;
    }

    /// <summary>Takes a signal of an earlier setting back that nobody has seen yet.</summary>
    public void Recall()
    {
        _pendingOverruns = 0;
        _process.Pending.DiscardTimer(Id, ref _process.QueuedSignals);
        if (Target is { } thread)
            thread.Pending.DiscardTimer(Id, ref _process.QueuedSignals);
    }

    /// <inheritdoc/>
    protected override void OnExpire(long times)
    {
        if (SignalNumber == 0)
            return;
        Thread? target = Target;
        if (_targetThread == 0 ? _process.Pending.HasTimer(Id) : target is null || target.Pending.HasTimer(Id))
        {
            _pendingOverruns += times;
            return;
        }

        _pendingOverruns = times - 1;
        SignalInfo info = new() { Number = SignalNumber, Code = SignalInfo.SI_TIMER, Sender = Id, Value = _value };
        _ = target is null ? _process.Post(info, reserved: true) : target.Post(info, reserved: true);
    }

    /// <summary>The thread that gets the signal; null when that is the process, or the thread has ended.</summary>
    private Thread? Target =>
        _targetThread != 0 && Kernel.FindThread(_targetThread) is { } thread && thread.Process == _process ? thread : null;
}
