namespace LiteBox.South;

public readonly unsafe partial struct South
{
    private const int SignalStatus = 128;

    /// <inheritdoc/>
    public static void Exit(int status)
    {
        while (true)
        {
            Windows.RtlExitUserProcess(status & 0xFF);
        }
    }

    /// <inheritdoc/>
    public static void ExitBySignal(int signal) => Exit(SignalStatus + signal);

    /// <inheritdoc/>
    public static Errno Seal() => Errno.None;
}
