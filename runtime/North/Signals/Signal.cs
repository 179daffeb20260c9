namespace LiteBox.North;

/// <summary>Signal numbers of x86-64 Linux and what happens by default (signal(7)).</summary>
public static class Signal
{
    /// <summary>Signals are 1 to this.</summary>
    public const int Max = 64;

    /// <summary>The first real-time signal: from here on, several of a kind can be pending.</summary>
    public const int RealTimeMin = 32;

    /// <summary>Hangup of the controlling terminal.</summary>
    public const int SIGHUP = 1;
    /// <summary>Interrupt from the keyboard.</summary>
    public const int SIGINT = 2;
    /// <summary>Quit from the keyboard.</summary>
    public const int SIGQUIT = 3;
    /// <summary>Illegal instruction.</summary>
    public const int SIGILL = 4;
    /// <summary>Breakpoint or trace trap.</summary>
    public const int SIGTRAP = 5;
    /// <summary>abort(3).</summary>
    public const int SIGABRT = 6;
    /// <summary>Access to memory that has nothing behind it.</summary>
    public const int SIGBUS = 7;
    /// <summary>Arithmetic exception.</summary>
    public const int SIGFPE = 8;
    /// <summary>Kill.</summary>
    public const int SIGKILL = 9;
    /// <summary>User-defined.</summary>
    public const int SIGUSR1 = 10;
    /// <summary>Invalid memory reference.</summary>
    public const int SIGSEGV = 11;
    /// <summary>User-defined.</summary>
    public const int SIGUSR2 = 12;
    /// <summary>Write to a pipe without readers.</summary>
    public const int SIGPIPE = 13;
    /// <summary>alarm(2).</summary>
    public const int SIGALRM = 14;
    /// <summary>Termination.</summary>
    public const int SIGTERM = 15;
    /// <summary>Coprocessor stack fault; unused.</summary>
    public const int SIGSTKFLT = 16;
    /// <summary>A child stopped or ended.</summary>
    public const int SIGCHLD = 17;
    /// <summary>Continue if stopped.</summary>
    public const int SIGCONT = 18;
    /// <summary>Stop.</summary>
    public const int SIGSTOP = 19;
    /// <summary>Stop from the keyboard.</summary>
    public const int SIGTSTP = 20;
    /// <summary>Terminal input in the background.</summary>
    public const int SIGTTIN = 21;
    /// <summary>Terminal output in the background.</summary>
    public const int SIGTTOU = 22;
    /// <summary>Urgent data on a socket.</summary>
    public const int SIGURG = 23;
    /// <summary>CPU time limit exceeded.</summary>
    public const int SIGXCPU = 24;
    /// <summary>File size limit exceeded.</summary>
    public const int SIGXFSZ = 25;
    /// <summary>Virtual timer.</summary>
    public const int SIGVTALRM = 26;
    /// <summary>Profiling timer.</summary>
    public const int SIGPROF = 27;
    /// <summary>The window changed its size.</summary>
    public const int SIGWINCH = 28;
    /// <summary>I/O is possible.</summary>
    public const int SIGIO = 29;
    /// <summary>Power failure.</summary>
    public const int SIGPWR = 30;
    /// <summary>Bad system call.</summary>
    public const int SIGSYS = 31;

    /// <summary>SIGKILL and SIGSTOP: neither blocked, caught nor ignored.</summary>
    public const ulong Uncatchable = 1UL << (SIGKILL - 1) | 1UL << (SIGSTOP - 1);

    /// <summary>Those that stop the process by default.</summary>
    public const ulong Stopping = 1UL << (SIGSTOP - 1) | 1UL << (SIGTSTP - 1) | 1UL << (SIGTTIN - 1) | 1UL << (SIGTTOU - 1);

    /// <summary>Those that an instruction raises: taken before all others.</summary>
    public const ulong Synchronous = 1UL << (SIGSEGV - 1) | 1UL << (SIGBUS - 1) | 1UL << (SIGILL - 1) | 1UL << (SIGTRAP - 1) | 1UL << (SIGFPE - 1) | 1UL << (SIGSYS - 1);

    private const ulong IgnoredByDefault = 1UL << (SIGCHLD - 1) | 1UL << (SIGCONT - 1) | 1UL << (SIGURG - 1) | 1UL << (SIGWINCH - 1);

    /// <summary>The bit of a signal in a set.</summary>
    public static ulong Bit(int signal) => 1UL << (signal - 1);

    /// <summary>True for 1..64.</summary>
    public static bool IsValid(int signal) => signal is >= 1 and <= Max;

    /// <summary>What SIG_DFL means for the signal.</summary>
    public static DefaultAction DefaultOf(int signal)
    {
        ulong bit = Bit(signal);
        if ((bit & IgnoredByDefault) != 0)
            return DefaultAction.Ignore;
        return (bit & Stopping) != 0 ? DefaultAction.Stop : DefaultAction.Terminate;
    }
}
