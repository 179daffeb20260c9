namespace LiteBox.North;

/// <summary>Users and groups of a process (credentials(7)). It starts as root: the sandbox is its own little machine.</summary>
public sealed class Credentials
{
    /// <summary>Real user.</summary>
    public uint RealUser { get; set; }

    /// <summary>Effective user.</summary>
    public uint User { get; set; }

    /// <summary>Saved user.</summary>
    public uint SavedUser { get; set; }

    /// <summary>User for file access.</summary>
    public uint FileUser { get; set; }

    /// <summary>Real group.</summary>
    public uint RealGroup { get; set; }

    /// <summary>Effective group.</summary>
    public uint Group { get; set; }

    /// <summary>Saved group.</summary>
    public uint SavedGroup { get; set; }

    /// <summary>Group for file access.</summary>
    public uint FileGroup { get; set; }

    /// <summary>Supplementary groups.</summary>
    public uint[] Groups { get; set; } = [];

    /// <summary>True when the process may do what only root may.</summary>
    public bool IsPrivileged => User == 0;
}
