using System.Collections.Generic;

namespace LiteBox.North;

/// <content>What a process leaves behind of System V: SEM_UNDO of semop(2).</content>
public sealed partial class Process
{
    private List<SemaphoreUndo>? _undos;

    internal SemaphoreUndo? FindUndo(SemaphoreSet set)
    {
        for (int i = 0; _undos is not null && i < _undos.Count; i++)
        {
            if (_undos[i].Set == set)
                return _undos[i];
        }

        return null;
    }

    internal void AddUndo(SemaphoreUndo undo) => (_undos ??= new List<SemaphoreUndo>()).Add(undo);

    /// <summary>Whether it has ever asked for SEM_UNDO.</summary>
    public bool HasSemaphoreUndos => _undos is not null;

    /// <summary>Undoes what SEM_UNDO remembers, and forgets it (unshare(2), CLONE_SYSVSEM; the end of the process).</summary>
    public void UndoSemaphores()
    {
        for (int i = 0; _undos is not null && i < _undos.Count; i++)
            _undos[i].Set.Undo(this, _undos[i]);
        _undos = null;
    }
}
