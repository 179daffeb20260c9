namespace LiteBox.North;

/// <summary>What the end of a process adds to the semaphores of a set: SEM_UNDO of semop(2).</summary>
internal sealed class SemaphoreUndo(SemaphoreSet set, int count)
{
    /// <summary>The set.</summary>
    public SemaphoreSet Set => set;

    /// <summary>What is added to each.</summary>
    public short[] Changes { get; } = new short[count];
}
