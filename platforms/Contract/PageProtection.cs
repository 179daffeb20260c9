using System;

namespace LiteBox.South;

/// <summary>What may be done with a page. The values are those of PROT_READ, PROT_WRITE and PROT_EXEC (mmap(2)).</summary>
[Flags]
public enum PageProtection
{
    /// <summary>Every access faults.</summary>
    None = 0,

    /// <summary>Loads.</summary>
    Read = 1,

    /// <summary>Stores.</summary>
    Write = 2,

    /// <summary>Instruction fetches.</summary>
    Execute = 4,
}
