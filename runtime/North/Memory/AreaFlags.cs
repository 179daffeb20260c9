using System;

namespace LiteBox.North;

/// <summary>What is to be known about an <see cref="Area"/> besides its protection.</summary>
[Flags]
public enum AreaFlags
{
    /// <summary>A plain private area.</summary>
    None = 0,

    /// <summary>MAP_SHARED. Without <see cref="Capability.SharedMemory"/> its pages are as private ones: nobody else has them.</summary>
    Shared = 1,

    /// <summary>MAP_GROWSDOWN: an access just below extends it.</summary>
    GrowsDown = 2,

    /// <summary>MAP_NORESERVE.</summary>
    NoReserve = 4,

    /// <summary>mlock(2).</summary>
    Locked = 8,

    /// <summary>MADV_DONTFORK.</summary>
    DontFork = 0x10,

    /// <summary>MADV_DONTDUMP.</summary>
    DontDump = 0x20,

    /// <summary>MADV_WIPEONFORK.</summary>
    WipeOnFork = 0x40,

    /// <summary>The main thread's stack.</summary>
    Stack = 0x80,

    /// <summary>What brk(2) made.</summary>
    Heap = 0x100,

    /// <summary>It may never become writable: a shared mapping of a file that may not be written.</summary>
    NeverWritable = 0x200,

    /// <summary>The host has pages here. Without this the range is only reserved and every access faults.</summary>
    OnHost = 0x400,
}
