namespace LiteBox;

/// <summary>What stat(2) tells. Times are nanoseconds since 1970.</summary>
public readonly struct FileStatus
{
    internal FileStatus(North.Inode inode)
    {
        inode.GetStatus(out North.FileStatus status);
        Inode = status.Inode;
        Type = (FileType)North.FileType.EntryType(status.Mode);
        Permissions = status.Mode & North.FileType.Permissions;
        Links = status.Links;
        Size = status.Size;
        AccessedAt = status.AccessedAt;
        ModifiedAt = status.ModifiedAt;
        ChangedAt = status.ChangedAt;
    }

    /// <summary>st_ino.</summary>
    public ulong Inode { get; }

    /// <summary>What it is.</summary>
    public FileType Type { get; }

    /// <summary>The low twelve bits of st_mode.</summary>
    public uint Permissions { get; }

    /// <summary>Number of names.</summary>
    public uint Links { get; }

    /// <summary>Bytes.</summary>
    public ulong Size { get; }

    /// <summary>Last access.</summary>
    public long AccessedAt { get; }

    /// <summary>Last change of the contents.</summary>
    public long ModifiedAt { get; }

    /// <summary>Last change of anything.</summary>
    public long ChangedAt { get; }
}
