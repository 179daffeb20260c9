namespace LiteBox.South;

/// <summary>What the host tells about one of its files. Times are nanoseconds since 1970.</summary>
public struct HostStatus
{
    /// <summary>Device of the file system it lies in.</summary>
    public ulong Device;

    /// <summary>Its number there.</summary>
    public ulong Inode;

    /// <summary>Type and permissions, in the numbers of stat(2).</summary>
    public uint Mode;

    /// <summary>Number of names.</summary>
    public uint Links;

    /// <summary>True when it belongs to the user who runs the sandbox.</summary>
    public bool IsOwnUser;

    /// <summary>True when it belongs to that user's group.</summary>
    public bool IsOwnGroup;

    /// <summary>Bytes.</summary>
    public ulong Size;

    /// <summary>Bytes that it takes on the disk, in units of 512.</summary>
    public ulong Blocks;

    /// <summary>Last access.</summary>
    public long AccessedAt;

    /// <summary>Last change of the contents.</summary>
    public long ModifiedAt;

    /// <summary>Last change of anything.</summary>
    public long ChangedAt;

    /// <summary>When it came into being; 0 where the host does not know.</summary>
    public long BornAt;
}
