namespace LiteBox.North;

/// <summary>A host directory that the policy grants.</summary>
public sealed class Mount(bool writable, byte[] hostPath, byte[] guestPath)
{
    /// <summary>True when the guest may write there.</summary>
    public bool Writable { get; } = writable;

    /// <summary>The directory on the host.</summary>
    public byte[] HostPath { get; } = hostPath;

    /// <summary>Where the guest sees it: an absolute path.</summary>
    public byte[] GuestPath { get; } = guestPath;
}
