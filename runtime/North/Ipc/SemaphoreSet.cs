using System;
using System.Collections.Generic;

namespace LiteBox.North;

/// <summary>A set of semaphores (semget(2)).</summary>
public sealed class SemaphoreSet : IpcObject
{
    /// <summary>Highest value (SEMVMX).</summary>
    public const int MaxValue = 32_767;

    private const int LowestUndo = -MaxValue - 1;

    private readonly ushort[] _values;
    private readonly int[] _lastProcesses;
    private readonly WaitQueue _waiters = new();
    private readonly List<SemaphoreUndo> _undos = new();

    /// <summary>A set of semaphores that are all 0.</summary>
    public SemaphoreSet(Process creator, int key, uint mode, int count)
        : base(creator, key, mode)
    {
        _values = new ushort[count];
        _lastProcesses = new int[count];
    }

    /// <summary>The values.</summary>
    public ReadOnlySpan<ushort> Values => _values;

    /// <summary>Seconds since 1970 of the last semop(2); 0: never.</summary>
    public long OperatedAt { get; private set; }

    /// <summary>Process that changed a semaphore last (GETPID).</summary>
    public int LastProcess(int index) => _lastProcesses[index];

    /// <summary>
    /// Does all of the operations or none, as soon as all can be done. EAGAIN when one will not wait, and after the deadline; ERANGE;
    /// EIDRM when the set was removed meanwhile; EINTR.
    /// </summary>
    public Errno Operate(Thread thread, SemaphoreOperation[] operations, long deadline)
    {
        if (TryAll(thread.Process, operations, out SemaphoreOperation blocking, out Errno error))
        {
            Advance();
            return error;
        }

        if (error != Errno.None)
            return error;
        if ((blocking.Flags & SemaphoreOperation.NoWait) != 0)
            return Errno.EAGAIN;
        SemaphoreWaiter waiter = new(thread, operations) { Blocking = blocking };
        thread.PrepareToSleep();
        _waiters.Add(waiter);
        WakeReason reason = thread.Sleep(deadline);
        if (waiter.Woken)
            return waiter.Outcome;
        _waiters.Remove(waiter);
        return reason == WakeReason.TimedOut ? Errno.EAGAIN : Errno.EINTR;
    }

    /// <summary>SETVAL. What processes would have undone is forgotten.</summary>
    public void SetValue(Process process, int index, ushort value)
    {
        _values[index] = value;
        _lastProcesses[index] = process.Id;
        for (int i = 0; i < _undos.Count; i++)
            _undos[i].Changes[index] = 0;
        ChangedAt = Now;
        Advance();
    }

    /// <summary>SETALL.</summary>
    public void SetValues(Process process, ReadOnlySpan<ushort> values)
    {
        values.CopyTo(_values);
        _lastProcesses.AsSpan().Fill(process.Id);
        for (int i = 0; i < _undos.Count; i++)
            _undos[i].Changes.AsSpan().Clear();
        ChangedAt = Now;
        Advance();
    }

    /// <summary>How many wait for a semaphore to become 0, or else to grow (GETZCNT, GETNCNT).</summary>
    public int CountWaiting(int index, bool forZero)
    {
        int count = 0;
        for (Waiter? waiter = _waiters.First; waiter is not null; waiter = waiter.Next)
        {
            if (waiter is SemaphoreWaiter { Blocking: var blocking } && blocking.Index == index && blocking.Change == 0 == forZero)
                count++;
        }

        return count;
    }

    /// <summary>IPC_RMID.</summary>
    public override void Remove()
    {
        IsRemoved = true;
        IpcTables.Semaphores.Remove(this);
        while (_waiters.First is SemaphoreWaiter waiter)
            waiter.End(_waiters, Errno.EIDRM);
    }

    /// <summary>A process ends.</summary>
    internal void Undo(Process process, SemaphoreUndo undo)
    {
        _undos.Remove(undo);
        if (IsRemoved)
            return;
        for (int i = 0; i < _values.Length; i++)
        {
            if (undo.Changes[i] == 0)
                continue;
            _values[i] = (ushort)int.Clamp(_values[i] + undo.Changes[i], 0, MaxValue);
            _lastProcesses[i] = process.Id;
        }

        OperatedAt = Now;
        Advance();
    }

    /// <summary>Does what has become possible. Each time something was done, those that came first are asked again.</summary>
    private void Advance()
    {
        for (Waiter? next = _waiters.First; next is not null;)
        {
            SemaphoreWaiter waiter = (SemaphoreWaiter)next;
            next = waiter.Next;
            bool done = TryAll(waiter.Thread!.Process, waiter.Operations, out SemaphoreOperation blocking, out Errno error);
            waiter.Blocking = blocking;
            if (!done && error == Errno.None)
                continue;
            waiter.End(_waiters, error);
            if (done)
                next = _waiters.First;
        }
    }

    /// <summary>False when nothing was done: one of the operations has to wait, or there is an error.</summary>
    private bool TryAll(Process process, SemaphoreOperation[] operations, out SemaphoreOperation blocking, out Errno error)
    {
        blocking = default;
        error = Errno.None;
        SemaphoreUndo? undo = null;
        int done = 0;
        for (; done < operations.Length; done++)
        {
            SemaphoreOperation operation = operations[done];
            int value = _values[operation.Index] + operation.Change;
            if (value < 0 || (operation.Change == 0 && value != 0))
            {
                blocking = operation;
                break;
            }

            error = value > MaxValue ? Errno.ERANGE : Errno.None;
            if (error == Errno.None && operation.Change != 0 && (operation.Flags & SemaphoreOperation.Undo) != 0)
            {
                undo ??= UndoOf(process);
                int change = undo.Changes[operation.Index] - operation.Change;
                if (change is < LowestUndo or > MaxValue)
                    error = Errno.ERANGE;
                else
                    undo.Changes[operation.Index] = (short)change;
            }

            if (error != Errno.None)
                break;
            _values[operation.Index] = (ushort)value;
        }

        if (done == operations.Length)
        {
            for (int i = 0; i < operations.Length; i++)
                _lastProcesses[operations[i].Index] = process.Id;
            OperatedAt = Now;
            return true;
        }

        while (done-- > 0)
        {
            SemaphoreOperation operation = operations[done];
            _values[operation.Index] = (ushort)(_values[operation.Index] - operation.Change);
            if (undo is not null && (operation.Flags & SemaphoreOperation.Undo) != 0)
                undo.Changes[operation.Index] += operation.Change;
        }

        return false;
    }

    private SemaphoreUndo UndoOf(Process process)
    {
        if (process.FindUndo(this) is { } found)
            return found;
        SemaphoreUndo undo = new(this, _values.Length);
        process.AddUndo(undo);
        _undos.Add(undo);
        return undo;
    }
}
