using System;

namespace LiteBox.Packager.Pe;

/// <summary>The section characteristics that images use (PE format, "Section Flags").</summary>
[Flags]
public enum PeSectionFlags : uint
{
    /// <summary>IMAGE_SCN_CNT_CODE.</summary>
    Code = 0x0000_0020,

    /// <summary>IMAGE_SCN_CNT_INITIALIZED_DATA.</summary>
    InitializedData = 0x0000_0040,

    /// <summary>IMAGE_SCN_CNT_UNINITIALIZED_DATA.</summary>
    UninitializedData = 0x0000_0080,

    /// <summary>IMAGE_SCN_MEM_DISCARDABLE.</summary>
    Discardable = 0x0200_0000,

    /// <summary>IMAGE_SCN_MEM_EXECUTE.</summary>
    Execute = 0x2000_0000,

    /// <summary>IMAGE_SCN_MEM_READ.</summary>
    Read = 0x4000_0000,

    /// <summary>IMAGE_SCN_MEM_WRITE.</summary>
    Write = 0x8000_0000,
}
