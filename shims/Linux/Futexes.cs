namespace LiteBox.Shim.Linux;

/// <summary>futex(2).</summary>
internal static class Futexes
{
    private const int CommandMask = 0x7F;
    private const int RealtimeClock = 0x100;

    /// <summary>
    /// futex(2). The operations with priority inheritance are ENOSYS, as in a kernel without them; C libraries then say
    /// that such mutexes are not supported.
    /// </summary>
    [Syscall(202, "futex")]
    public static Result Call(Thread thread, ulong address, int operation, uint value, ulong timeout, ulong address2, uint value3)
    {
        const int Wait = 0;
        const int Wake = 1;
        const int Requeue = 3;
        const int CompareRequeue = 4;
        const int WakeOperation = 5;
        const int WaitBits = 9;
        const int WakeBits = 10;
        int command = operation & CommandMask;
        if ((operation & RealtimeClock) != 0 && command != WaitBits)
            return Errno.ENOSYS;
        switch (command)
        {
            case Wait:
                return Sleep(thread, address, value, timeout, isAbsolute: false, realtime: false, Futex.AnyBits);
            case WaitBits:
                return Sleep(thread, address, value, timeout, isAbsolute: true, (operation & RealtimeClock) != 0, value3);
            case Wake:
                return Futex.Wake(thread.Process, address, (int)value);
            case WakeBits:
                return Futex.Wake(thread.Process, address, (int)value, value3);
            case Requeue:
                return Futex.Requeue(thread.Process, address, address2, (int)value, (int)timeout, compare: false, 0);
            case CompareRequeue:
                return Futex.Requeue(thread.Process, address, address2, (int)value, (int)timeout, compare: true, value3);
            case WakeOperation:
                return Futex.WakeOperation(thread.Process, address, address2, (int)value, (int)timeout, value3);
            default:
                return Errno.ENOSYS;
        }
    }

    private static Result Sleep(Thread thread, ulong address, uint expected, ulong timeout, bool isAbsolute, bool realtime, uint bits)
    {
        if (timeout == 0)
            return Futex.Wait(thread, address, expected, Clock.Never, bits);
        if (thread.RestartDeadline == Thread.NoRestart)
        {
            if (Guest.Read(timeout, out Timespec time) != Errno.None)
                return Errno.EFAULT;
            if (!time.TryToNanoseconds(out long nanoseconds))
                return Errno.EINVAL;
            thread.RestartDeadline = isAbsolute
                ? realtime ? Clock.DeadlineAtRealtime(nanoseconds) : nanoseconds
                : Clock.DeadlineAfter(nanoseconds);
        }

        Result result = Futex.Wait(thread, address, expected, thread.RestartDeadline, bits);
        if (result.Error == Errno.ERESTARTSYS)
            return Errno.ERESTART_RESTARTBLOCK;
        thread.RestartDeadline = Thread.NoRestart;
        return result;
    }
}
