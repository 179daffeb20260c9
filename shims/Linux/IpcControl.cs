namespace LiteBox.Shim.Linux;

/// <summary>What the calls of System V's three kinds of objects share (sysvipc(7)).</summary>
internal static class IpcControl
{
    /// <summary>IPC_CREAT and IPC_EXCL of the get calls; IPC_NOWAIT of the others.</summary>
    internal const int Create = 0x200, Exclusive = 0x400, NoWait = 0x800;

    /// <summary>IPC_RMID, IPC_SET, IPC_STAT and IPC_INFO of the control calls.</summary>
    internal const int RemoveId = 0, Set = 1, Status = 2, Info = 3;

    /// <summary>
    /// What a get call finds under a key. ENOENT when there is nothing and nothing is to be made; EEXIST. With null and no error it
    /// is to be made.
    /// </summary>
    internal static Errno Find<T>(IpcTable<T> table, int key, int flags, out T? found)
        where T : IpcObject
    {
        found = table.FindKey(key);
        if (found is null)
            return key != IpcObject.PrivateKey && (flags & Create) == 0 ? Errno.ENOENT : Errno.None;
        return (flags & (Create | Exclusive)) == (Create | Exclusive) ? Errno.EEXIST : Errno.None;
    }

    /// <summary>Whether the rights that the flags of a get call name are there.</summary>
    internal static bool Allows(Thread thread, IpcObject found, int flags) =>
        found.Allows(thread.Process.Credentials, (uint)(flags >> 6 | flags >> 3 | flags) & 7);

    /// <summary>What a status call is about: an object by its number or, for *_STAT, by its place; with the rights to read it for all but *_STAT_ANY.</summary>
    internal static Errno FindForStatus<T>(Thread thread, IpcTable<T> table, int id, bool byPlace, bool anybody, out T? found)
        where T : IpcObject
    {
        Errno error = Errno.None;
        if (byPlace)
            found = table.At(id);
        else
            error = table.Find(id, out found);
        if (error != Errno.None || found is null)
            return error == Errno.None ? Errno.EINVAL : error;
        return anybody || found.Allows(thread.Process.Credentials, IpcObject.Read) ? Errno.None : Errno.EACCES;
    }

    /// <summary>IPC_SET, of what all kinds have. EINVAL, EIDRM, EPERM.</summary>
    internal static Errno SetOwner<T>(Thread thread, IpcTable<T> table, int id, in RawIpcPermissions wanted)
        where T : IpcObject
    {
        Errno error = FindForOwner(thread, table, id, out T? changed);
        if (error == Errno.None)
            changed!.SetOwner(wanted.User, wanted.Group, wanted.Mode);
        return error;
    }

    /// <summary>IPC_RMID. EINVAL, EIDRM, EPERM.</summary>
    internal static Errno Remove<T>(Thread thread, IpcTable<T> table, int id)
        where T : IpcObject
    {
        Errno error = FindForOwner(thread, table, id, out T? removed);
        if (error == Errno.None)
            removed!.Remove();
        return error;
    }

    /// <summary>What only its owner may change. EINVAL, EIDRM, EPERM.</summary>
    internal static Errno FindForOwner<T>(Thread thread, IpcTable<T> table, int id, out T? found)
        where T : IpcObject
    {
        Errno error = table.Find(id, out found);
        if (error != Errno.None)
            return error;
        return found!.IsOwnedBy(thread.Process.Credentials) ? Errno.None : Errno.EPERM;
    }
}
