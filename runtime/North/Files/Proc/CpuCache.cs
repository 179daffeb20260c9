namespace LiteBox.North;

/// <summary>A cache of a CPU, as CPUID describes it.</summary>
internal struct CpuCache
{
    /// <summary>1, 2 or 3.</summary>
    public uint Level;

    /// <summary>1 data, 2 instructions, 3 both.</summary>
    public uint Type;

    /// <summary>Bytes.</summary>
    public uint Size;

    /// <summary>Bytes of a line.</summary>
    public uint LineSize;

    /// <summary>Number of sets.</summary>
    public uint Sets;

    /// <summary>Lines of a set.</summary>
    public uint Ways;
}
