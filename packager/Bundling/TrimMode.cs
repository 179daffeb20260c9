namespace LiteBox.Packager.Bundling;

/// <summary>How much of the library OS goes into the bundle.</summary>
public enum TrimMode
{
    /// <summary>Only the system calls that the analysis finds reachable, and what they need.</summary>
    Full,

    /// <summary>Every system call that the library OS has.</summary>
    None,
}
