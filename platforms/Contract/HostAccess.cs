namespace LiteBox.South;

/// <summary>What a file of the host is opened for.</summary>
public enum HostAccess
{
    /// <summary>Reading.</summary>
    Read,

    /// <summary>Writing.</summary>
    Write,

    /// <summary>Both.</summary>
    ReadWrite,
}
