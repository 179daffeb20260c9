namespace LiteBox.North;

/// <summary>Places in guest memory that clone(2) fills with the new thread's number or descriptor; 0: none.</summary>
public struct ThreadAddresses
{
    /// <summary>CLONE_PARENT_SETTID.</summary>
    public ulong StoreForParent;

    /// <summary>CLONE_PIDFD: a descriptor for the new process.</summary>
    public ulong StorePidFd;

    /// <summary>CLONE_CHILD_SETTID.</summary>
    public ulong StoreForChild;

    /// <summary>CLONE_CHILD_CLEARTID.</summary>
    public ulong ClearAtEnd;

    /// <summary>Stores what the caller of clone(2) gets. A bad address is passed over, as by Linux.</summary>
    internal readonly void Store(int id, int pidFile)
    {
        if (StoreForParent != 0)
            _ = Guest.Write(StoreForParent, id);
        if (StorePidFd != 0)
            _ = Guest.Write(StorePidFd, pidFile);
    }
}
