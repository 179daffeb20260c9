using System.Threading;

namespace LiteBox.South;

/// <summary>A lock held for moments, below everything that could sleep properly.</summary>
internal struct SpinLock
{
    private const int Spins = 100;

    private int _held;

    /// <summary>Takes it; lets other threads run when it stays taken.</summary>
    public void Enter()
    {
        for (int i = 0; Interlocked.CompareExchange(ref _held, 1, 0) != 0; i++)
        {
            if (i >= Spins)
            {
                Windows.NtYieldExecution();
            }
        }
    }

    /// <summary>Gives it up.</summary>
    public void Exit() => Volatile.Write(ref _held, 0);
}
