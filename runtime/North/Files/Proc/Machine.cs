using System;

namespace LiteBox.North;

/// <summary>The machine that the guest is told about.</summary>
public static class Machine
{
    /// <summary>Release of the kernel whose system calls are served: what programs test for features.</summary>
    public static ReadOnlySpan<byte> Release => "6.6.0-litebox"u8;

    /// <summary>Version string of that kernel.</summary>
    public static ReadOnlySpan<byte> Version => "#1 SMP PREEMPT_DYNAMIC"u8;

    /// <summary>
    /// Bytes of memory that the guest is told it has. The South cannot tell how much of the host's it may use, so it is a
    /// size that runtimes choose sensible heaps for.
    /// </summary>
    public const ulong MemorySize = 8ul << 30;

    /// <summary>Bytes of it that are free.</summary>
    public static ulong FreeMemory(Process process)
    {
        ulong used = PagePool.Used * PagePool.PageSize + process.Memory.DataBytes;
        return used > MemorySize / 2 ? MemorySize / 2 : MemorySize - used;
    }
}
