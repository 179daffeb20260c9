namespace LiteBox.South;

/// <summary>How a <see cref="SandboxExit"/> came about.</summary>
public enum SandboxExitKind
{
    /// <summary><see cref="ISouth.Exit"/>.</summary>
    Exit,

    /// <summary><see cref="ISouth.ExitBySignal"/>.</summary>
    Signal,

    /// <summary><see cref="ISouth.ExitThread"/>: only the thread has ended.</summary>
    Thread,

    /// <summary><see cref="IHostProcesses.End"/>: only the process has ended.</summary>
    Process,

    /// <summary><see cref="IHostProcesses.Continue"/>: the thread goes on from <c>litebox_resume</c>.</summary>
    Continue,

    /// <summary>A wait without a deadline that nobody would end: see <see cref="Simulation.LoneThread"/>.</summary>
    Asleep,
}
