using System;

namespace LiteBox.North;

/// <summary>The events of poll(2); epoll(7) has the same numbers.</summary>
[Flags]
public enum PollEvents : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>POLLIN.</summary>
    In = 1,

    /// <summary>POLLPRI.</summary>
    Priority = 2,

    /// <summary>POLLOUT.</summary>
    Out = 4,

    /// <summary>POLLERR.</summary>
    Error = 8,

    /// <summary>POLLHUP.</summary>
    HangUp = 0x10,

    /// <summary>POLLNVAL.</summary>
    Invalid = 0x20,

    /// <summary>POLLRDNORM.</summary>
    ReadNormal = 0x40,

    /// <summary>POLLRDBAND.</summary>
    ReadBand = 0x80,

    /// <summary>POLLWRNORM.</summary>
    WriteNormal = 0x100,

    /// <summary>POLLWRBAND.</summary>
    WriteBand = 0x200,

    /// <summary>POLLRDHUP.</summary>
    ReadHangUp = 0x2000,

    /// <summary>What can be read.</summary>
    Readable = In | ReadNormal,

    /// <summary>What can be written.</summary>
    Writable = Out | WriteNormal,

    /// <summary>A file that never blocks.</summary>
    AlwaysReady = Readable | Writable,
}
