namespace LiteBox.North;

public sealed partial class Process
{
    private SignalTimer? _realTimer;
    private CpuTimer? _virtualTimer;
    private CpuTimer? _profilingTimer;
    private PosixTimers? _posixTimers;

    /// <summary>The timer of alarm(2) and ITIMER_REAL.</summary>
    public SignalTimer RealTimer => _realTimer ??= new SignalTimer(this, Signal.SIGALRM);

    /// <summary>ITIMER_VIRTUAL. The host tells user and system time as one, so it runs on both.</summary>
    public CpuTimer VirtualTimer => _virtualTimer ??= new CpuTimer(this, Signal.SIGVTALRM);

    /// <summary>ITIMER_PROF.</summary>
    public CpuTimer ProfilingTimer => _profilingTimer ??= new CpuTimer(this, Signal.SIGPROF);

    /// <summary>The timers of timer_create(2).</summary>
    public PosixTimers PosixTimers => _posixTimers ??= new PosixTimers(this);
}
