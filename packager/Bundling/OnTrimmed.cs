namespace LiteBox.Packager.Bundling;

/// <summary>What a system call that was trimmed away does at run time. The values are those of the policy record.</summary>
public enum OnTrimmed : uint
{
    /// <summary>It fails with ENOSYS, as on a kernel that does not have it.</summary>
    Enosys = 0,

    /// <summary>It ends the sandbox.</summary>
    Kill = 1,
}
