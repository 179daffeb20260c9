using System;

namespace LiteBox.North;

/// <summary>The flags of open(2), with the numbers of x86-64.</summary>
[Flags]
public enum OpenFlags
{
    /// <summary>O_RDONLY.</summary>
    ReadOnly = 0,

    /// <summary>O_WRONLY.</summary>
    WriteOnly = 1,

    /// <summary>O_RDWR.</summary>
    ReadWrite = 2,

    /// <summary>O_ACCMODE.</summary>
    AccessMode = 3,

    /// <summary>O_CREAT.</summary>
    Create = 0x40,

    /// <summary>O_EXCL.</summary>
    Exclusive = 0x80,

    /// <summary>O_NOCTTY.</summary>
    NoControllingTerminal = 0x100,

    /// <summary>O_TRUNC.</summary>
    Truncate = 0x200,

    /// <summary>O_APPEND.</summary>
    Append = 0x400,

    /// <summary>O_NONBLOCK.</summary>
    NonBlocking = 0x800,

    /// <summary>O_DSYNC.</summary>
    DataSync = 0x1000,

    /// <summary>O_ASYNC.</summary>
    Async = 0x2000,

    /// <summary>O_DIRECT.</summary>
    Direct = 0x4000,

    /// <summary>O_LARGEFILE: set by the kernel on every file of a 64-bit process.</summary>
    LargeFile = 0x8000,

    /// <summary>O_DIRECTORY.</summary>
    Directory = 0x10000,

    /// <summary>O_NOFOLLOW.</summary>
    NoFollow = 0x20000,

    /// <summary>O_NOATIME.</summary>
    NoAccessTime = 0x40000,

    /// <summary>O_CLOEXEC.</summary>
    CloseOnExec = 0x80000,

    /// <summary>The bit of O_SYNC that O_DSYNC lacks.</summary>
    FileSync = 0x100000,

    /// <summary>O_PATH.</summary>
    Path = 0x200000,

    /// <summary>The bit of O_TMPFILE that O_DIRECTORY lacks.</summary>
    Temporary = 0x400000,

    /// <summary>All that open(2) knows; openat2(2) refuses others.</summary>
    All = AccessMode | Create | Exclusive | NoControllingTerminal | Truncate | Append | NonBlocking | DataSync | Async | Direct
        | LargeFile | Directory | NoFollow | NoAccessTime | CloseOnExec | FileSync | Path | Temporary,

    /// <summary>Those that fcntl F_SETFL can change.</summary>
    Settable = Append | NonBlocking | Async | Direct | NoAccessTime,

    /// <summary>Those that act while a file is opened and are not kept.</summary>
    Momentary = Create | Exclusive | NoControllingTerminal | Truncate | CloseOnExec,
}
