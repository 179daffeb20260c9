namespace LiteBox.North;

/// <summary>What shared memory segments, semaphore sets and message queues of System V have in common (sysvipc(7)).</summary>
public abstract class IpcObject
{
    /// <summary>IPC_PRIVATE: the key of what cannot be found by a key.</summary>
    public const int PrivateKey = 0;

    /// <summary>The right to read.</summary>
    public const uint Read = 4;

    /// <summary>The right to write, or to alter.</summary>
    public const uint Write = 2;

    private const uint ModeBits = 0x1FF;

    private protected IpcObject(Process creator, int key, uint mode)
    {
        Key = key;
        User = CreatorUser = creator.Credentials.User;
        Group = CreatorGroup = creator.Credentials.Group;
        Mode = mode & ModeBits;
        ChangedAt = Now;
    }

    /// <summary>The key that it was made with.</summary>
    public int Key { get; protected set; }

    /// <summary>The number that calls name it by: sequence number and place in the table.</summary>
    public int Id { get; internal set; }

    /// <summary>Owner.</summary>
    public uint User { get; private set; }

    /// <summary>Group of the owner.</summary>
    public uint Group { get; private set; }

    /// <summary>Who made it.</summary>
    public uint CreatorUser { get; }

    /// <summary>The group of who made it.</summary>
    public uint CreatorGroup { get; }

    /// <summary>Permissions, and marks of the kind of object.</summary>
    public uint Mode { get; protected set; }

    /// <summary>Seconds since 1970 of the last change by IPC_SET, or of its making.</summary>
    public long ChangedAt { get; protected set; }

    /// <summary>True once it is gone: who sleeps for it gets EIDRM.</summary>
    public bool IsRemoved { get; private protected set; }

    /// <summary>The time of the *_ds structures: seconds since 1970.</summary>
    protected static long Now => Clock.Realtime / Clock.Second;

    /// <summary>Whether a process has all of the rights that are asked for.</summary>
    public bool Allows(Credentials who, uint wanted)
    {
        if (who.IsPrivileged)
            return true;
        int shift = who.User == User || who.User == CreatorUser ? 6 : IsInGroup(who) ? 3 : 0;
        return (Mode >> shift & wanted) == wanted;
    }

    /// <summary>Whether a process may change or remove it.</summary>
    public bool IsOwnedBy(Credentials who) => who.IsPrivileged || who.User == User || who.User == CreatorUser;

    /// <summary>IPC_RMID.</summary>
    public abstract void Remove();

    /// <summary>IPC_SET.</summary>
    public void SetOwner(uint user, uint group, uint mode)
    {
        User = user;
        Group = group;
        Mode = (Mode & ~ModeBits) | (mode & ModeBits);
        ChangedAt = Now;
    }

    private bool IsInGroup(Credentials who) =>
        who.Group == Group || who.Group == CreatorGroup || Permissions.Contains(who.Groups, Group) || Permissions.Contains(who.Groups, CreatorGroup);
}
