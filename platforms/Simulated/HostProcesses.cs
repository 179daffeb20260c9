namespace LiteBox.South;

/// <summary>
/// Processes of the simulated host: threads that all see the same guest memory, so a test must not have two of them write
/// to one place. <see cref="Simulation.End"/> plays the host that ends one.
/// </summary>
public readonly struct HostProcesses : IHostProcesses
{
    /// <inheritdoc/>
    public static bool Exist => true;

    /// <inheritdoc/>
    public static Errno Start(ref ThreadBlock block) => South.StartThread(ref block);

    /// <inheritdoc/>
    public static void End(ref ThreadBlock block, int status, bool bySignal)
    {
        Simulation.TellEnd();
        throw new SandboxExit(SandboxExitKind.Process, status);
    }

    /// <inheritdoc/>
    public static void Continue(ref ThreadBlock block) => throw new SandboxExit(SandboxExitKind.Continue, 0);

    /// <inheritdoc/>
    public static bool TakeEnded()
    {
        lock (Simulation.Park)
        {
            bool ended = Simulation.HasEnded;
            Simulation.HasEnded = false;
            return ended;
        }
    }

    /// <inheritdoc/>
    public static bool HearsOfEnds(ref ThreadBlock block) => true;

    /// <inheritdoc/>
    public static bool IsAlive(ref ThreadBlock block)
    {
        lock (Simulation.Park)
            return !Simulation.Gone.Contains(block.Self);
    }

    /// <inheritdoc/>
    public static bool IsStarting(ref ThreadBlock block) => false;

    /// <inheritdoc/>
    public static void Free(ref ThreadBlock block)
    {
        lock (Simulation.Park)
            Simulation.Gone.Remove(block.Self);
    }

    /// <inheritdoc/>
    public static long CpuTime(ref ThreadBlock block) => South.CpuTime(thread: false);
}
