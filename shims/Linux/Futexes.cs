using System;

namespace LiteBox.Shim.Linux;

/// <summary>futex(2) and its successors futex_waitv(2), futex_wait, futex_wake and futex_requeue.</summary>
internal static class Futexes
{
    private const int CommandMask = 0x7F;
    private const int PrivateFlag = 0x80;
    private const int RealtimeClock = 0x100;

    // FUTEX2_SIZE_MASK, FUTEX2_SIZE_U32, FUTEX2_PRIVATE
    private const uint SizeMask = 3;
    private const uint Size32 = 2;
    private const uint Private = 128;
    private const ulong RawWaitSize = 24;

    /// <summary>
    /// futex(2). In a program without threads the operations with priority inheritance are ENOSYS, as in a kernel without
    /// them.
    /// </summary>
    [Syscall(202, "futex")]
    public static Result Call(Thread thread, ulong address, int operation, uint value, ulong timeout, ulong address2, uint value3)
    {
        const int Wait = 0;
        const int Wake = 1;
        const int Requeue = 3;
        const int CompareRequeue = 4;
        const int WakeOperation = 5;
        const int LockPriority = 6;
        const int UnlockPriority = 7;
        const int TryLockPriority = 8;
        const int WaitBits = 9;
        const int WakeBits = 10;
        const int WaitRequeuePriority = 11;
        const int CompareRequeuePriority = 12;
        const int LockPriority2 = 13;
        int command = operation & CommandMask;
        bool realtime = (operation & RealtimeClock) != 0;
        bool isPrivate = (operation & PrivateFlag) != 0;
        FutexWord word = new(address, isPrivate);
        FutexWord word2 = new(address2, isPrivate);
        if (realtime && command is not (WaitBits or WaitRequeuePriority or LockPriority2))
            return Errno.ENOSYS;

        bool hasSecond = command is Requeue or CompareRequeue or WakeOperation;

        // FUTEX_UNLOCK_PI looks at the owner before it looks at the address.
        if (command != UnlockPriority && ((address | (hasSecond ? address2 : 0)) & (sizeof(int) - 1)) != 0)
            return Errno.EINVAL;

        // A futex that processes may share is found by what lies there; a private one is only an address.
        if (!isPrivate && (Guest.Read(address, out byte _) != Errno.None || (hasSecond && Guest.Read(address2, out byte _) != Errno.None)))
            return Errno.EFAULT;
        switch (command)
        {
            case Wait:
                return Sleep(thread, word, value, timeout, isAbsolute: false, realtime: false, Futex.AnyBits);
            case WaitBits:
                return Sleep(thread, word, value, timeout, isAbsolute: true, realtime, value3);
            case Wake:
                return Futex.Wake(thread.Process, word, (int)value);
            case WakeBits:
                return Futex.Wake(thread.Process, word, (int)value, value3);
            case Requeue when Capability.FutexMoves:
                return Futex.Requeue(thread.Process, word, word2, (int)value, (int)timeout, compare: false, 0);
            case CompareRequeue when Capability.FutexMoves:
                return Futex.Requeue(thread.Process, word, word2, (int)value, (int)timeout, compare: true, value3);
            case WakeOperation when Capability.FutexMoves:
                return Futex.WakeOperation(thread.Process, word, word2, (int)value, (int)timeout, value3);
        }

        if (!Capability.Threads)
            return Errno.ENOSYS;
        switch (command)
        {
            case LockPriority:
            case LockPriority2:
                Errno error = ReadDeadline(timeout, realtime || command == LockPriority, out long deadline);
                return error != Errno.None ? error : PriorityFutexes.Lock(thread, word, deadline, tryOnly: false);
            case TryLockPriority:
                return PriorityFutexes.Lock(thread, word, Clock.Never, tryOnly: true);
            case UnlockPriority:
                return PriorityFutexes.Unlock(thread, word);
            case WaitRequeuePriority:
                error = ReadDeadline(timeout, realtime, out deadline);
                return error != Errno.None ? error : PriorityFutexes.WaitRequeue(thread, word, value, deadline, word2);
            case CompareRequeuePriority:
                return PriorityFutexes.Requeue(thread.Process, word, word2, (int)value, (int)timeout, value3);
            default:
                return Errno.ENOSYS;
        }
    }

    /// <summary>futex_waitv(2): waits for several words.</summary>
    [Syscall(449, "futex_waitv")]
    public static Result WaitAny(Thread thread, ulong waiters, uint count, uint flags, ulong timeout, int clock)
    {
        const int Most = 128;
        if (flags != 0 || count is 0 or > Most || waiters == 0)
            return Errno.EINVAL;
        Errno error = ReadDeadline(timeout, clock, out long deadline);
        Span<FutexWait> waits = new FutexWait[count];
        for (int i = 0; i < waits.Length && error == Errno.None; i++)
            error = ReadWait(waiters, i, out waits[i]);
        return error != Errno.None ? error : Futex.WaitAny(thread, waits, deadline);
    }

    /// <summary>futex_wait: FUTEX_WAIT_BITSET with the words of futex_waitv(2).</summary>
    [Syscall(455, "futex_wait")]
    public static Result Wait(Thread thread, ulong address, ulong value, ulong mask, uint flags, ulong timeout, int clock)
    {
        if (!IsSupported(flags) || value > uint.MaxValue || mask > uint.MaxValue)
            return Errno.EINVAL;
        Errno error = ReadDeadline(timeout, clock, out long deadline);
        return error != Errno.None ? error : Futex.Wait(thread, WordOf(address, flags), (uint)value, deadline, (uint)mask);
    }

    /// <summary>futex_wake: FUTEX_WAKE_BITSET, but 0 wakes nobody.</summary>
    [Syscall(454, "futex_wake")]
    public static Result Wake(Thread thread, ulong address, ulong mask, int count, uint flags)
    {
        if (!IsSupported(flags) || mask is 0 or > uint.MaxValue || (address & 3) != 0)
            return Errno.EINVAL;
        return count == 0 ? Result.Success : Futex.Wake(thread.Process, WordOf(address, flags), count, (uint)mask);
    }

    /// <summary>futex_requeue: FUTEX_CMP_REQUEUE between the two words of an array.</summary>
    [Syscall(456, "futex_requeue")]
    public static Result Requeue(Thread thread, ulong waiters, uint flags, int wake, int move)
    {
        if (flags != 0 || waiters == 0)
            return Errno.EINVAL;
        Errno error = ReadWait(waiters, 0, out FutexWait from);
        if (error != Errno.None)
            return error;
        error = ReadWait(waiters, 1, out FutexWait to);
        return error != Errno.None ? error
            : Futex.Requeue(thread.Process, from.Word, to.Word, wake, move, compare: true, from.Expected);
    }

    private static Result Sleep(Thread thread, FutexWord word, uint expected, ulong timeout, bool isAbsolute, bool realtime, uint bits)
    {
        if (timeout == 0)
            return Futex.Wait(thread, word, expected, Clock.Never, bits);
        if (thread.RestartDeadline == Thread.NoRestart)
        {
            Errno error = ReadTime(timeout, out long nanoseconds);
            if (error != Errno.None)
                return error;
            thread.RestartDeadline = isAbsolute ? DeadlineAt(nanoseconds, realtime) : Clock.DeadlineAfter(nanoseconds);
        }

        Result result = Futex.Wait(thread, word, expected, thread.RestartDeadline, bits);
        if (result.Error == Errno.ERESTARTSYS)
            return Errno.ERESTART_RESTARTBLOCK;
        thread.RestartDeadline = Thread.NoRestart;
        return result;
    }

    private static bool IsSupported(uint flags) => (flags & ~(SizeMask | Private)) == 0 && (flags & SizeMask) == Size32;

    private static FutexWord WordOf(ulong address, uint flags) => new(address, (flags & Private) != 0);

    /// <summary>An absolute time on one of two clocks; no pointer: never. EINVAL for another clock.</summary>
    private static Errno ReadDeadline(ulong timeout, int clock, out long deadline)
    {
        deadline = Clock.Never;
        return timeout != 0 && clock is not (ClockId.Realtime or ClockId.Monotonic) ? Errno.EINVAL
            : ReadDeadline(timeout, clock == ClockId.Realtime, out deadline);
    }

    private static Errno ReadDeadline(ulong timeout, bool realtime, out long deadline)
    {
        deadline = Clock.Never;
        if (timeout == 0)
            return Errno.None;
        Errno error = ReadTime(timeout, out long nanoseconds);
        if (error == Errno.None)
            deadline = DeadlineAt(nanoseconds, realtime);
        return error;
    }

    private static Errno ReadTime(ulong address, out long nanoseconds)
    {
        nanoseconds = 0;
        if (Guest.Read(address, out Timespec time) != Errno.None)
            return Errno.EFAULT;
        return time.TryToNanoseconds(out nanoseconds) ? Errno.None : Errno.EINVAL;
    }

    private static long DeadlineAt(long nanoseconds, bool realtime) => realtime ? Clock.DeadlineAtRealtime(nanoseconds) : nanoseconds;

    private static Errno ReadWait(ulong array, int index, out FutexWait wait)
    {
        wait = default;
        if (Guest.Read(array + (ulong)index * RawWaitSize, out RawWait raw) != Errno.None)
            return Errno.EFAULT;
        if (raw.Reserved != 0 || !IsSupported(raw.Flags) || raw.Value > uint.MaxValue)
            return Errno.EINVAL;
        wait.Word = WordOf(raw.Address, raw.Flags);
        wait.Expected = (uint)raw.Value;
        return Errno.None;
    }

#pragma warning disable CS0649 // The fields are filled as bytes of guest memory.
    /// <summary>struct futex_waitv.</summary>
    private struct RawWait
    {
        public ulong Value;
        public ulong Address;
        public uint Flags;
        public uint Reserved;
    }
#pragma warning restore CS0649
}
