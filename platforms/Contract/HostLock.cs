namespace LiteBox.South;

/// <summary>A lock on a file of the host, by the numbers of F_RDLCK, F_WRLCK and F_UNLCK (fcntl(2)).</summary>
public enum HostLock
{
    /// <summary>Others may read.</summary>
    Shared = 0,

    /// <summary>Nobody else may have a lock.</summary>
    Exclusive = 1,

    /// <summary>No lock.</summary>
    None = 2,
}
