namespace LiteBox.South;

/// <content>Locks against others on the host. They are those of the open file (F_OFD_SETLK), since a process has only one owner.</content>
public readonly unsafe partial struct HostDirectories
{
    private const uint WithoutWaiting = 4;

    /// <inheritdoc/>
    public static Errno Lock(int file, HostLock kind, ulong start, ulong end)
    {
        RecordLock record = RecordLock.Of(kind, start, end);
        return ToErrno(HostFiles.Lock((uint)file, &record));
    }

    /// <inheritdoc/>
    public static Errno FindLock(int file, ref HostLock kind, ref ulong start, ref ulong end)
    {
        RecordLock record = RecordLock.Of(kind, start, end);
        Errno error = ToErrno(HostFiles.FindLock((uint)file, &record));
        if (error == Errno.None)
        {
            kind = (HostLock)record.Type;
            start = record.Start;
            end = record.Length == 0 ? ulong.MaxValue : record.Start + record.Length;
        }

        return error;
    }

    /// <inheritdoc/>
    public static Errno LockWhole(int file, HostLock kind)
    {
        const uint Shared = 1, Exclusive = 2, Unlock = 8;
        return ToErrno(HostFiles.LockWhole((uint)file, kind switch
        {
            HostLock.Shared => Shared | WithoutWaiting,
            HostLock.Exclusive => Exclusive | WithoutWaiting,
            _ => Unlock,
        }));
    }
}
