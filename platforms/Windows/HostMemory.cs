namespace LiteBox.South;

/// <summary>The virtual-memory calls of Windows, without their in-out arguments.</summary>
internal static unsafe class HostMemory
{
    /// <summary>Bytes of a page.</summary>
    public const uint PageSize = 4096;

    /// <summary>Address space is reserved in multiples of this.</summary>
    public const uint Granularity = 65536;

    public static bool Reserve(ulong address, ulong length) => Allocate(address, length, Windows.MemoryReserve, Windows.PageNoAccess);

    public static bool Commit(ulong address, ulong length, uint protection) => Allocate(address, length, Windows.MemoryCommit, protection);

    public static bool Decommit(ulong address, ulong length)
    {
        nuint start = (nuint)address, size = (nuint)length;
        return Windows.NtFreeVirtualMemory(Windows.CurrentProcess, &start, &size, Windows.MemoryDecommit) >= 0;
    }

    public static bool Protect(ulong address, ulong length, uint protection)
    {
        nuint start = (nuint)address, size = (nuint)length;
        uint before;
        return Windows.NtProtectVirtualMemory(Windows.CurrentProcess, &start, &size, protection, &before) >= 0;
    }

    private static bool Allocate(ulong address, ulong length, uint type, uint protection)
    {
        nuint start = (nuint)address, size = (nuint)length;
        return Windows.NtAllocateVirtualMemory(Windows.CurrentProcess, &start, 0, &size, type, protection) >= 0;
    }
}
