using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace System.Runtime;

/// <summary>Memory for the heap's classes when they run on ordinary .NET.</summary>
internal static unsafe class Pages
{
    /// <summary>Allocations that were not freed.</summary>
    public static HashSet<nuint> Live { get; } = [];

    public static void* Allocate(nuint length)
    {
        void* memory = NativeMemory.AlignedAlloc(length, Chunk.UnitSize);
        NativeMemory.Clear(memory, length);
        Live.Add((nuint)memory);
        return memory;
    }

    public static void Free(void* address, nuint length)
    {
        Live.Remove((nuint)address);
        NativeMemory.AlignedFree(address);
    }
}
