namespace LiteBox.North;

/// <summary>A timer of timer_create(2).</summary>
public sealed class PosixTimer : Timer
{
    private const int MostOverruns = int.MaxValue;

    private readonly Process _process;
    private readonly int _targetThread;
    private readonly ulong _value;
    private bool _isQueued;
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

    /// <summary>The signal that it sends; 0: none.</summary>
    public int SignalNumber { get; }

    /// <summary>How often it had expired more than once when its last signal was delivered (timer_getoverrun(2)).</summary>
    public int Overruns { get; private set; }

    /// <summary>Its signal is delivered now: gives si_overrun for it.</summary>
    public int TakeOverruns()
    {
        _isQueued = false;
        Overruns = (int)long.Min(_pendingOverruns, MostOverruns);
        _pendingOverruns = 0;
        return Overruns;
    }

    /// <inheritdoc/>
    protected override void OnExpire(long times)
    {
        if (SignalNumber == 0)
            return;
        if (_isQueued)
        {
            _pendingOverruns += times;
            return;
        }

        _isQueued = true;
        _pendingOverruns = times - 1;
        SignalInfo info = new() { Number = SignalNumber, Code = SignalInfo.SI_TIMER, Sender = Id, Value = _value };
        if (_targetThread == 0)
            _isQueued = _process.Post(info) && !_process.IsIgnored(SignalNumber);
        else if (Kernel.FindThread(_targetThread) is { } thread && thread.Process == _process)
            _isQueued = thread.Post(info) && !_process.IsIgnored(SignalNumber);
    }
}
