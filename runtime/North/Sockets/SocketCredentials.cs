namespace LiteBox.North;

/// <summary>struct ucred: who a message comes from, or who is at the other end (unix(7)).</summary>
public struct SocketCredentials
{
    private const uint Overflow = 65_534;

    /// <summary>Process; 0 when it is not known.</summary>
    public int Process;

    /// <summary>User.</summary>
    public uint User;

    /// <summary>Group.</summary>
    public uint Group;

    /// <summary>Nobody that is known.</summary>
    public static SocketCredentials Unknown => new() { User = Overflow, Group = Overflow };

    /// <summary>The credentials of a process: its effective user and group.</summary>
    public static SocketCredentials Of(Process process) =>
        new() { Process = process.Id, User = process.Credentials.User, Group = process.Credentials.Group };

    /// <summary>Those of a message, for which the real user and group count.</summary>
    public static SocketCredentials OfSender(Process process) =>
        new() { Process = process.Id, User = process.Credentials.RealUser, Group = process.Credentials.RealGroup };

    /// <summary>True when both name the same.</summary>
    public readonly bool Is(in SocketCredentials other) => Process == other.Process && User == other.User && Group == other.Group;
}
