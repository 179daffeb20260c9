using System.Runtime.InteropServices;
using System.Threading;

namespace LiteBox.South;

/// <summary>What this South keeps in <see cref="ThreadBlock.SouthState"/>. The stubs know the first word.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ThreadState
{
    /// <summary>The components that XSAVE and XRSTOR move.</summary>
    public ulong ExtendedStateMask;

    /// <summary>
    /// The host's thread id. When the thread is gone and nothing runs on its stack any more, the kernel writes 0, or with
    /// <see cref="Capability.Processes"/> sets <see cref="RobustList.OwnerDied"/>.
    /// </summary>
    public int ThreadId;

    /// <summary>The host's process id.</summary>
    public uint ProcessId;

    /// <summary>Not zero for the first thread of a new process until it has entered.</summary>
    public int StartsProcess;

    /// <summary>Which of all processes that the sandbox has had this one is: unlike <see cref="ProcessId"/> no other ever has it.</summary>
    public uint Generation;

    /// <summary>The generation of the process that has made the pages below the block's stacks such that nobody can touch them.</summary>
    public uint GuardedIn;

    /// <summary>The guest's FS base, where only the host can change it.</summary>
    public ulong FsBase;

    /// <summary>Where <see cref="ThreadRegister"/> has the block, plus 1; 0: the thread has a GS base instead.</summary>
    public int Place;

    /// <summary>Not zero for a new thread whose GS base is that of its creator.</summary>
    public int HasForeignGs;

    /// <summary>By which the kernel marks <see cref="ThreadId"/>.</summary>
    public RobustList Robust;

    /// <summary>Not zero when the kernel knows of <see cref="Robust"/>.</summary>
    public int IsMarked;

    /// <summary>Next in the list of all blocks.</summary>
    public ThreadBlock* NextBlock;

    /// <summary>Next in the list of blocks whose threads have ended.</summary>
    public ThreadBlock* NextFree;

    /// <summary>The stack for signal handlers.</summary>
    public nuint AlternateStack;

    /// <summary>Bytes of it.</summary>
    public nuint AlternateStackSize;

    /// <summary>Whether the kernel has said that the thread is gone, by the robust list.</summary>
    public readonly bool HasDied => (Volatile.Read(in ThreadId) & RobustList.OwnerDied) != 0;

    /// <summary>Whether the thread has been started and has not ended.</summary>
    public readonly bool IsRunning => Volatile.Read(in ThreadId) != 0 && !HasDied;

    /// <summary>The state of a block.</summary>
    public static ThreadState* Of(ThreadBlock* block) => (ThreadState*)block->SouthState;
}
