using System.Runtime.InteropServices;

namespace LiteBox.South;

// The machine's RAM is a piece of this process's memory.
internal static unsafe partial class PhysicalMemory
{
    public const ulong Size = 48ul << 20;

    private static readonly byte* s_ram = (byte*)NativeMemory.AlignedAlloc((nuint)Size, 4096);
    private static readonly byte* s_testMarks = (byte*)NativeMemory.Alloc((nuint)(Size / FrameSize));

    /// <summary>The frame as the test sees it.</summary>
    public static ulong* At(ulong physical) => (ulong*)(s_ram + physical);

    /// <summary>A machine as after power-on, whose RAM from <paramref name="start"/> on is free.</summary>
    public static void Reset(ulong start)
    {
        NativeMemory.Clear(s_testMarks, (nuint)(Size / FrameSize));
        NativeMemory.Fill(s_ram, (nuint)Size, 0xCC);
        s_lists = default;
        s_firstWaiting = 0;
        s_waitingEnd = 0;
        s_freeFrames = 0;
        Start(s_testMarks, Size / FrameSize);
        AddRange(start, Size);
    }
}
