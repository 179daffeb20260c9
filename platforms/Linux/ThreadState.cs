using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>What this South keeps in <see cref="ThreadBlock.SouthState"/>. The stubs know the first word.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ThreadState
{
    /// <summary>The components that XSAVE and XRSTOR move.</summary>
    public ulong ExtendedStateMask;

    /// <summary>The host's thread id; the kernel writes 0 when the thread is gone and nothing runs on its stack any more.</summary>
    public int ThreadId;

    /// <summary>Next in the list of blocks whose threads have ended.</summary>
    public ThreadBlock* NextFree;

    /// <summary>The stack for signal handlers.</summary>
    public nuint AlternateStack;

    /// <summary>Bytes of it.</summary>
    public nuint AlternateStackSize;

    /// <summary>The state of a block.</summary>
    public static ThreadState* Of(ThreadBlock* block) => (ThreadState*)block->SouthState;
}
