namespace LiteBox.North;

/// <summary>How a process ended or stopped, in the encoding of wait(2).</summary>
public static class WaitStatus
{
    /// <summary>It went on after a stop.</summary>
    public const int Continued = 0xFFFF;

    /// <summary>It ended by itself.</summary>
    public static int Exited(int status) => (status & 0xFF) << 8;

    /// <summary>A signal ended it. No core file is ever written.</summary>
    public static int Killed(int signal) => signal;

    /// <summary>A signal stopped it.</summary>
    public static int Stopped(int signal) => signal << 8 | 0x7F;

    /// <summary>The signal that ended it; 0: it ended by itself.</summary>
    public static int SignalOf(int status) => status & 0x7F;

    /// <summary>The exit status of one that ended by itself.</summary>
    public static int ExitOf(int status) => status >> 8 & 0xFF;
}
