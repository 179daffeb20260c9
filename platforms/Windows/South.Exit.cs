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

    /// <summary>Windows has nothing that could be sealed; the guest finds its clock ready.</summary>
    public static Errno Seal()
    {
        TimeSource.Prepare();
        return Errno.None;
    }
}
