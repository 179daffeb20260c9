namespace LiteBox.North;

/// <summary>All objects of System V that there are: the sandbox is one IPC namespace (ipc_namespaces(7)).</summary>
public static class IpcTables
{
    /// <summary>Most segments (kernel.shmmni).</summary>
    public const int MostSegments = 4096;

    /// <summary>Most semaphore sets, and most message queues (kernel.sem, kernel.msgmni).</summary>
    public const int MostSets = 32_000, MostQueues = 32_000;

    private static IpcTable<SharedSegment>? s_segments;
    private static IpcTable<SemaphoreSet>? s_semaphores;
    private static IpcTable<IpcQueue>? s_queues;

    /// <summary>Shared memory.</summary>
    public static IpcTable<SharedSegment> Segments => s_segments ??= new IpcTable<SharedSegment>(MostSegments);

    /// <summary>Semaphores.</summary>
    public static IpcTable<SemaphoreSet> Semaphores => s_semaphores ??= new IpcTable<SemaphoreSet>(MostSets);

    /// <summary>Message queues.</summary>
    public static IpcTable<IpcQueue> Queues => s_queues ??= new IpcTable<IpcQueue>(MostQueues);

    /// <summary>Forgets all, for another start.</summary>
    internal static void Reset()
    {
        s_segments = null;
        s_semaphores = null;
        s_queues = null;
        PosixQueues.Reset();
    }
}
