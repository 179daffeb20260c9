using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>What this South keeps in <see cref="ThreadBlock.SouthState"/>. The stubs know the first three words.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ThreadState
{
    /// <summary>The components that XSAVE and XRSTOR move.</summary>
    public ulong ExtendedStateMask;

    /// <summary>FS base of the host thread, which is in place whenever anything but guest code runs.</summary>
    public ulong HostFsBase;

    /// <summary>The guest's FS base. Not read from the CPU: Windows loses it.</summary>
    public ulong GuestFsBase;

    /// <summary>A handle of the host thread; 0 before it has come to life and after its end. Under <see cref="Threads"/>' lock.</summary>
    public nint Handle;

    /// <summary>Next in the list of blocks whose threads have ended.</summary>
    public ThreadBlock* NextFree;

    /// <summary>Where the thread last lost its FS base, and the value of the time stamp counter then.</summary>
    public ulong RepairedAt;

    /// <summary>The time stamp counter at that repair.</summary>
    public ulong RepairTime;

    /// <summary>Repairs at that place with no time between them for anything else to have happened.</summary>
    public int Repairs;

    /// <summary>The state of a block.</summary>
    public static ThreadState* Of(ThreadBlock* block) => (ThreadState*)block->SouthState;
}
