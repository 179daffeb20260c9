using System;

namespace LiteBox.North;

/// <summary>The flags of send(2) and recv(2).</summary>
[Flags]
public enum MessageFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>MSG_OOB.</summary>
    OutOfBand = 1,

    /// <summary>MSG_PEEK.</summary>
    Peek = 2,

    /// <summary>MSG_DONTROUTE.</summary>
    DontRoute = 4,

    /// <summary>MSG_CTRUNC: control data did not fit.</summary>
    ControlTruncated = 8,

    /// <summary>MSG_TRUNC: a message did not fit; asked for, its whole length is told.</summary>
    Truncated = 0x20,

    /// <summary>MSG_DONTWAIT.</summary>
    DontWait = 0x40,

    /// <summary>MSG_EOR.</summary>
    EndOfRecord = 0x80,

    /// <summary>MSG_WAITALL.</summary>
    WaitAll = 0x100,

    /// <summary>MSG_CONFIRM.</summary>
    Confirm = 0x800,

    /// <summary>MSG_ERRQUEUE.</summary>
    ErrorQueue = 0x2000,

    /// <summary>MSG_NOSIGNAL.</summary>
    NoSignal = 0x4000,

    /// <summary>MSG_MORE.</summary>
    More = 0x8000,

    /// <summary>MSG_WAITFORONE of recvmmsg(2).</summary>
    WaitForOne = 0x1_0000,

    /// <summary>MSG_CMSG_CLOEXEC.</summary>
    CloseOnExec = 0x4000_0000,
}
