namespace LiteBox.North;

/// <summary>Users and groups of a process (credentials(7)). It starts as root: the sandbox is its own little machine.</summary>
public sealed class Credentials
{
    /// <summary>Those of root.</summary>
    public Credentials()
    {
    }

    /// <summary>A copy, for a child.</summary>
    internal Credentials(Credentials other)
    {
        RealUser = other.RealUser;
        User = other.User;
        SavedUser = other.SavedUser;
        FileUser = other.FileUser;
        RealGroup = other.RealGroup;
        Group = other.Group;
        SavedGroup = other.SavedGroup;
        FileGroup = other.FileGroup;

        // Never changed in place.
        Groups = other.Groups;
    }

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

    /// <summary>True when a process with these may send signals to one with <paramref name="target"/> (kill(2)).</summary>
    public bool MaySignal(Credentials target) =>
        IsPrivileged || User == target.SavedUser || User == target.RealUser || RealUser == target.SavedUser || RealUser == target.RealUser;
}
