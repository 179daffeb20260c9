namespace LiteBox.North;

public sealed partial class Process
{
    private SignalTimer? _realTimer;
    private SignalTimer? _virtualTimer;
    private SignalTimer? _profilingTimer;
    private PosixTimers? _posixTimers;
    private CpuLimitTimer? _cpuLimit;

    /// <summary>The timer of alarm(2) and ITIMER_REAL.</summary>
    public SignalTimer RealTimer => _realTimer ??= new SignalTimer(this, Signal.SIGALRM);

    /// <summary>ITIMER_VIRTUAL. The host tells user and system time as one, so it runs on both.</summary>
    public SignalTimer VirtualTimer => _virtualTimer ??= new SignalTimer(this, Signal.SIGVTALRM);

    /// <summary>ITIMER_PROF.</summary>
    public SignalTimer ProfilingTimer => _profilingTimer ??= new SignalTimer(this, Signal.SIGPROF);

    /// <summary>The timers of timer_create(2).</summary>
    public PosixTimers PosixTimers => _posixTimers ??= new PosixTimers(this);

    /// <summary>Nanoseconds of CPU time, of a process that has ended too.</summary>
    public long CpuTime => IsZombie ? OwnCpuTime : long.Max(MeasureCpuTime(), 0);

    /// <summary>Has RLIMIT_CPU watched from now on, if there is one.</summary>
    public void WatchCpuLimit()
    {
        if (_cpuLimit is not null || Limits[Limits.Cpu] != Limits.Infinity)
            (_cpuLimit ??= new CpuLimitTimer(this)).Follow();
    }

    /// <summary>The timers die with the process.</summary>
    private void StopTimers()
    {
        _realTimer?.Disarm();
        _virtualTimer?.Disarm();
        _profilingTimer?.Disarm();
        _posixTimers?.Clear();
        _cpuLimit?.Disarm();
    }

    /// <summary>Nanoseconds of CPU time up to now; -1 where the host cannot tell.</summary>
    internal long MeasureCpuTime() => Capability.Processes && Kernel.HasOtherProcesses(this) && Threads.Count != 0
        ? HostProcesses.CpuTime(ref Threads[0].Block)
        : Host.CpuTime(thread: false);
}
