using System;

namespace LiteBox;

/// <summary>How a file is opened: the flags of open(2), with the numbers of x86-64 Linux.</summary>
[Flags]
public enum OpenFlags
{
    /// <summary>O_RDONLY.</summary>
    ReadOnly = 0,

    /// <summary>O_WRONLY.</summary>
    WriteOnly = 1,

    /// <summary>O_RDWR.</summary>
    ReadWrite = 2,

    /// <summary>O_CREAT: the file is made if it is not there.</summary>
    Create = 0x40,

    /// <summary>O_EXCL: with Create, EEXIST if it is there.</summary>
    Exclusive = 0x80,

    /// <summary>O_TRUNC: what is in it goes.</summary>
    Truncate = 0x200,

    /// <summary>O_APPEND: every write goes to the end.</summary>
    Append = 0x400,

    /// <summary>O_NONBLOCK: EAGAIN instead of waiting.</summary>
    NonBlocking = 0x800,

    /// <summary>O_DIRECTORY: ENOTDIR for anything but a directory.</summary>
    Directory = 0x10000,

    /// <summary>O_NOFOLLOW: ELOOP for a symbolic link.</summary>
    NoFollow = 0x20000,
}
