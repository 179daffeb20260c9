namespace LiteBox.North;

/// <summary>struct sembuf of semop(2).</summary>
public struct SemaphoreOperation
{
    /// <summary>IPC_NOWAIT and SEM_UNDO of <see cref="Flags"/>.</summary>
    public const short NoWait = 0x800, Undo = 0x1000;

    /// <summary>Which semaphore of the set.</summary>
    public ushort Index;

    /// <summary>What is added to it; 0 waits until it is 0.</summary>
    public short Change;

    /// <summary>What else is to be done.</summary>
    public short Flags;
}
