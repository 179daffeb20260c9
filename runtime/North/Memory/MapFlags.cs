using System;

namespace LiteBox.North;

/// <summary>The flags of mmap(2) that mean something here; others are taken and do nothing, as on Linux.</summary>
[Flags]
public enum MapFlags
{
    /// <summary>MAP_SHARED.</summary>
    Shared = 1,

    /// <summary>MAP_PRIVATE.</summary>
    Private = 2,

    /// <summary>MAP_SHARED_VALIDATE: shared, and unknown flags are refused.</summary>
    SharedValidate = 3,

    /// <summary>The bits that say which of the three.</summary>
    TypeMask = 0xF,

    /// <summary>MAP_FIXED.</summary>
    Fixed = 0x10,

    /// <summary>MAP_ANONYMOUS.</summary>
    Anonymous = 0x20,

    /// <summary>MAP_32BIT.</summary>
    Low = 0x40,

    /// <summary>MAP_GROWSDOWN.</summary>
    GrowsDown = 0x100,

    /// <summary>MAP_LOCKED.</summary>
    Locked = 0x2000,

    /// <summary>MAP_NORESERVE.</summary>
    NoReserve = 0x4000,

    /// <summary>MAP_POPULATE.</summary>
    Populate = 0x8000,

    /// <summary>MAP_HUGETLB.</summary>
    HugePages = 0x4_0000,

    /// <summary>MAP_FIXED_NOREPLACE.</summary>
    FixedNoReplace = 0x10_0000,

    /// <summary>All that MAP_SHARED_VALIDATE accepts.</summary>
    Known = 0x1F_FFFF,
}
