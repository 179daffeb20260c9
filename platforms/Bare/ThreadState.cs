using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>What this South keeps in <see cref="ThreadBlock.SouthState"/>. The stubs know the first word.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ThreadState
{
    /// <summary>The components that XSAVE and XRSTOR move.</summary>
    public ulong ExtendedStateMask;

    /// <summary>Stack pointer of a thread that does not run.</summary>
    public nuint StackPointer;

    /// <summary>Next in the run queue, among the sleepers or among the free blocks.</summary>
    public ThreadBlock* Next;

    /// <summary>The word that a sleeper waits on; null when it waits for time alone.</summary>
    public int* Word;

    /// <summary>When a sleeper is woken at the latest: nanoseconds of the monotonic clock.</summary>
    public long Deadline;

    /// <summary>The guest's FS base while the thread does not run.</summary>
    public ulong FsBase;

    /// <summary>The guest's GS base while the thread does not run.</summary>
    public ulong GsBase;

    /// <summary>CPU time used up to when the thread last stopped running, in TSC ticks.</summary>
    public ulong Ticks;

    /// <summary>The state of a block.</summary>
    public static ThreadState* Of(ThreadBlock* block) => (ThreadState*)block->SouthState;
}
