namespace LiteBox.Packager.Bundling;

/// <summary>How far the library OS serves a system call.</summary>
public enum SyscallStatus
{
    /// <summary>As Linux does.</summary>
    Supported,

    /// <summary>With something missing, which its note says.</summary>
    Partly,

    /// <summary>Not at all: ENOSYS, or the error of a kernel that is built without it.</summary>
    Refused,

    /// <summary>Not at all, and x86-64 Linux answers ENOSYS too: the number is all that there is.</summary>
    Obsolete,
}
