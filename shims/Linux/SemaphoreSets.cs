using System;
using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>Semaphores of System V: semget(2), semop(2), semctl(2).</summary>
internal static class SemaphoreSets
{
    // SEMMSL, SEMOPM and SEMMNS of kernel.sem.
    private const int MostInSet = 32_000, MostOperations = 500, MostOfAll = 1_024_000_000;

    // Each takes memory of the library OS, so there are fewer of them than Linux tells.
    private const int MostOfSandbox = 1 << 20;

    /// <summary>semget(2).</summary>
    [Syscall(64, "semget")]
    public static Result Get(Thread thread, int key, int count, int flags)
    {
        if (count is < 0 or > MostInSet)
            return Errno.EINVAL;
        Errno error = IpcControl.Find(IpcTables.Semaphores, key, flags, out SemaphoreSet? set);
        if (error != Errno.None)
            return error;
        if (set is not null)
            return count > set.Values.Length ? Errno.EINVAL : !IpcControl.Allows(thread, set, flags) ? Errno.EACCES : set.Id;
        if (count == 0)
            return Errno.EINVAL;
        if (IpcTables.Semaphores.IsFull || Count(IpcTables.Semaphores) + count > MostOfSandbox)
            return Errno.ENOSPC;
        set = new SemaphoreSet(thread.Process, key, (uint)flags, count);
        IpcTables.Semaphores.Add(set);
        return set.Id;
    }

    /// <summary>semop(2).</summary>
    [Syscall(65, "semop")]
    public static Result Operate(Thread thread, int id, ulong operations, uint count) => Operate(thread, id, operations, count, 0);

    /// <summary>semtimedop(2).</summary>
    [Syscall(220, "semtimedop")]
    public static Result Operate(Thread thread, int id, ulong operations, uint count, ulong timeout)
    {
        Timespec time = default;
        if (timeout != 0 && Guest.Read(timeout, out time) != Errno.None)
            return Errno.EFAULT;
        if (count > MostOperations)
            return Errno.E2BIG;
        if (count == 0)
            return Errno.EINVAL;
        SemaphoreOperation[] wanted = new SemaphoreOperation[(int)count];
        if (Guest.ReadBytes(operations, MemoryMarshal.AsBytes(wanted.AsSpan())) != Errno.None)
            return Errno.EFAULT;
        long deadline = Clock.Never;
        if (timeout != 0)
        {
            if (!time.TryToNanoseconds(out long nanoseconds))
                return Errno.EINVAL;
            deadline = Clock.DeadlineAfter(nanoseconds);
        }

        Errno error = IpcTables.Semaphores.Find(id, out SemaphoreSet? set);
        if (error != Errno.None)
            return error;
        bool alters = false;
        for (int i = 0; i < wanted.Length; i++)
        {
            if (wanted[i].Index >= set!.Values.Length)
                return Errno.EFBIG;
            alters |= wanted[i].Change != 0;
        }

        if (!set!.Allows(thread.Process.Credentials, alters ? IpcObject.Write : IpcObject.Read))
            return Errno.EACCES;
        return set.Operate(thread, wanted, deadline);
    }

    /// <summary>semctl(2).</summary>
    [Syscall(66, "semctl")]
    public static Result Control(Thread thread, int id, int index, int command, ulong argument)
    {
        const int GetAll = 13, SetValue = 16, SetAll = 17, StatusByPlace = 18, Usage = 19, StatusOfAny = 20, FirstGet = 11, LastGet = 15;
        if (id < 0)
            return Errno.EINVAL;
        IpcTable<SemaphoreSet> table = IpcTables.Semaphores;
        switch (command)
        {
            case IpcControl.Info or Usage:
                return Guest.Write(argument, Limits(table, command == Usage)) == Errno.None ? table.HighestPlace : Errno.EFAULT;
            case IpcControl.Status or StatusByPlace or StatusOfAny:
                bool byPlace = command != IpcControl.Status;
                Errno error = IpcControl.FindForStatus(thread, table, id, byPlace, command == StatusOfAny, out SemaphoreSet? shown);
                if (error == Errno.None)
                    error = Guest.Write(argument, new RawStatus(shown!));
                return error != Errno.None ? error : byPlace ? shown!.Id : Result.Success;
            case IpcControl.Set:
                return Guest.Read(argument, out RawStatus wanted) != Errno.None ? Errno.EFAULT : IpcControl.SetOwner(thread, table, id, wanted.Permissions);
            case IpcControl.RemoveId:
                return IpcControl.Remove(thread, table, id);
            case GetAll or SetAll:
                return AllValues(thread, id, argument, command == SetAll);
            case SetValue or (>= FirstGet and <= LastGet):
                return OneValue(thread, id, index, command, (int)argument);
            default:
                return Errno.EINVAL;
        }
    }

    private static Result AllValues(Thread thread, int id, ulong address, bool sets)
    {
        Errno error = Find(thread, id, sets, out SemaphoreSet? set);
        if (error != Errno.None)
            return error;
        if (!sets)
            return Guest.WriteBytes(address, MemoryMarshal.AsBytes(set!.Values));
        ushort[] values = new ushort[set!.Values.Length];
        if (Guest.ReadBytes(address, MemoryMarshal.AsBytes(values.AsSpan())) != Errno.None)
            return Errno.EFAULT;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] > SemaphoreSet.MaxValue)
                return Errno.ERANGE;
        }

        set.SetValues(thread.Process, values);
        return Result.Success;
    }

    private static Result OneValue(Thread thread, int id, int index, int command, int value)
    {
        const int GetProcess = 11, GetValue = 12, GetWaitingToGrow = 14, GetWaitingForZero = 15, SetValue = 16;
        if (command == SetValue && value is < 0 or > SemaphoreSet.MaxValue)
            return Errno.ERANGE;
        if (command == SetValue && IpcTables.Semaphores.Find(id, out SemaphoreSet? found) == Errno.None && (uint)index >= (uint)found!.Values.Length)
            return Errno.EINVAL;
        Errno error = Find(thread, id, command == SetValue, out SemaphoreSet? set);
        if (error != Errno.None)
            return error;
        if ((uint)index >= (uint)set!.Values.Length)
            return Errno.EINVAL;
        switch (command)
        {
            case GetProcess:
                return set.LastProcess(index);
            case GetValue:
                return (int)set.Values[index];
            case GetWaitingToGrow or GetWaitingForZero:
                return set.CountWaiting(index, command == GetWaitingForZero);
            default:
                set.SetValue(thread.Process, index, (ushort)value);
                return Result.Success;
        }
    }

    private static Errno Find(Thread thread, int id, bool writes, out SemaphoreSet? set)
    {
        Errno error = IpcTables.Semaphores.Find(id, out set);
        if (error != Errno.None)
            return error;
        return set!.Allows(thread.Process.Credentials, writes ? IpcObject.Write : IpcObject.Read) ? Errno.None : Errno.EACCES;
    }

    private static RawLimits Limits(IpcTable<SemaphoreSet> table, bool usage)
    {
        const int UndoSize = 20;
        RawLimits limits = new()
        {
            Map = MostOfAll,
            Sets = IpcTables.MostSets,
            All = MostOfAll,
            Undos = MostOfAll,
            InSet = MostInSet,
            Operations = MostOperations,
            UndosOfProcess = MostOperations,
            UndoSize = UndoSize,
            MaxValue = SemaphoreSet.MaxValue,
            MaxUndo = SemaphoreSet.MaxValue,
        };
        if (!usage)
            return limits;

        // SEM_INFO puts what there is in two of the fields.
        limits.UndoSize = table.Count;
        limits.MaxUndo = Count(table);
        return limits;
    }

    private static int Count(IpcTable<SemaphoreSet> table)
    {
        int count = 0;
        for (int i = 0; i < table.PlaceCount; i++)
            count += table.At(i)?.Values.Length ?? 0;
        return count;
    }

    /// <summary>struct semid64_ds.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 104)]
    private struct RawStatus(SemaphoreSet set)
    {
        [FieldOffset(0)] public RawIpcPermissions Permissions = new(set);
        [FieldOffset(48)] public long OperatedAt = set.OperatedAt;
        [FieldOffset(64)] public long ChangedAt = set.ChangedAt;
        [FieldOffset(80)] public ulong Count = (ulong)set.Values.Length;
    }

    /// <summary>struct seminfo.</summary>
    private struct RawLimits
    {
        public int Map;
        public int Sets;
        public int All;
        public int Undos;
        public int InSet;
        public int Operations;
        public int UndosOfProcess;
        public int UndoSize;
        public int MaxValue;
        public int MaxUndo;
    }
}
