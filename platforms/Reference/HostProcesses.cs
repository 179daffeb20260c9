namespace LiteBox.South;

/// <summary>
/// The platform has one process. Compiled into each South of that kind, and the bodies that the layers above are compiled
/// against.
/// </summary>
public readonly struct HostProcesses : IHostProcesses
{
    /// <inheritdoc/>
    public static bool Exist => false;

    /// <inheritdoc/>
    public static Errno Start(ref ThreadBlock block) => Errno.ENOSYS;

    /// <inheritdoc/>
    public static void End(ref ThreadBlock block, int status, bool bySignal)
    {
        // There is none to end.
    }

    /// <inheritdoc/>
    public static void Continue(ref ThreadBlock block)
    {
        // Nobody has left its stack.
    }

    /// <inheritdoc/>
    public static bool TakeEnded() => false;

    /// <inheritdoc/>
    public static bool HearsOfEnds(ref ThreadBlock block) => false;

    /// <inheritdoc/>
    public static bool IsAlive(ref ThreadBlock block) => true;

    /// <inheritdoc/>
    public static bool IsStarting(ref ThreadBlock block) => false;

    /// <inheritdoc/>
    public static void Free(ref ThreadBlock block)
    {
        // No thread ends unheard.
    }

    /// <inheritdoc/>
    public static long CpuTime(ref ThreadBlock block) => -1;
}
