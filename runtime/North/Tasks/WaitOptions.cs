using System;

namespace LiteBox.North;

/// <summary>The options of wait4(2) and waitid(2).</summary>
[Flags]
public enum WaitOptions
{
    /// <summary>No option.</summary>
    None = 0,

    /// <summary>WNOHANG: do not wait.</summary>
    NoHang = 1,

    /// <summary>WSTOPPED, WUNTRACED: children that stopped.</summary>
    Stopped = 2,

    /// <summary>WEXITED: children that ended.</summary>
    Ended = 4,

    /// <summary>WCONTINUED: children that went on after a stop.</summary>
    Continued = 8,

    /// <summary>WNOWAIT: leave the child as it is.</summary>
    Keep = 0x100_0000,

    /// <summary>__WNOTHREAD: no children of other threads. Children belong to the process here: no difference.</summary>
    NoThread = 0x2000_0000,

    /// <summary>__WALL: children with any signal.</summary>
    All = 0x4000_0000,

    /// <summary>__WCLONE: children whose end sends another signal than SIGCHLD, or none.</summary>
    Clone = unchecked((int)0x8000_0000),
}
