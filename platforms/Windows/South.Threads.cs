using System;
using System.Runtime.CompilerServices;

namespace LiteBox.South;

public readonly unsafe partial struct South
{
    private const int LegacyStateSize = 512, StateHeaderSize = 64;

    private static ulong s_stateMask;
    private static int s_stateSize;
    private static ThreadBlock* s_first;

    /// <inheritdoc/>
    public static int ExtendedStateSize => s_stateSize;

    /// <inheritdoc/>
    public static ulong ExtendedStateMask => s_stateMask;

    /// <inheritdoc/>
    public static ref ThreadBlock CreateThreadBlock()
    {
        ThreadBlock* block = s_first;
        s_first = null;
        return ref *(block != null ? block : Threads.AllocateBlock());
    }

    /// <inheritdoc/>
    public static Errno StartThread(ref ThreadBlock block)
    {
        block.FullReturn = 1;
        ThreadState.Of(Pointer(ref block))->GuestFsBase = block.Registers.FsBase;
        return Threads.Start(Pointer(ref block));
    }

    /// <inheritdoc/>
    public static void ExitThread(ref ThreadBlock block) => Threads.Exit(Pointer(ref block));

    /// <inheritdoc/>
    public static void Interrupt(ref ThreadBlock block) => Threads.Interrupt(Pointer(ref block));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RecordStack(ref ThreadBlock block) => Stub.RecordStack(Pointer(ref block));

    /// <inheritdoc/>
    public static void Wait(ref int word, int expected, long deadline)
    {
        fixed (int* address = &word)
        {
            WaitTable.Wait(address, expected, deadline);
        }
    }

    /// <inheritdoc/>
    public static void Wake(ref int word)
    {
        fixed (int* address = &word)
        {
            WaitTable.Wake(address);
        }
    }

    /// <inheritdoc/>
    public static void Yield() => Windows.NtYieldExecution();

    /// <summary>The host interrupts each CPU that runs a thread of the process; the return from an interrupt orders code too.</summary>
    public static Errno Barrier(BarrierKind kind)
    {
        Windows.NtFlushProcessWriteBuffers();
        return Errno.None;
    }

    /// <inheritdoc/>
    public static ulong ReadFsBase(ref ThreadBlock block) => ThreadState.Of(Pointer(ref block))->GuestFsBase;

    /// <inheritdoc/>
    public static void WriteFsBase(ref ThreadBlock block, ulong value)
    {
        // An address that is not canonical would fault in the stub that loads it.
        if (value < 1ul << 47)
        {
            ThreadState.Of(Pointer(ref block))->GuestFsBase = value;
        }
    }

    /// <inheritdoc/>
    public static void SaveExtendedState(ref ThreadBlock block)
    {
        if (block.FullReturn == 0)
        {
            Stub.SaveExtendedState(Pointer(ref block));
        }
    }

    /// <summary>Asks the CPU which vector state there is to keep (Intel SDM volume 1, chapter 13).</summary>
    private static bool StartExtendedState()
    {
        const uint OsXsave = 1u << 27;
        uint* result = stackalloc uint[4];
        Stub.Cpuid(1, 0, result);
        if ((result[2] & OsXsave) == 0)
        {
            return false;
        }

        s_stateMask = Stub.Xgetbv() & ~StateComponents.LeftOut;
        uint size = LegacyStateSize + StateHeaderSize;
        for (uint component = 2; component < 63; component++)
        {
            if ((s_stateMask & (1ul << (int)component)) != 0)
            {
                Stub.Cpuid(13, component, result);
                size = uint.Max(size, result[0] + result[1]);
            }
        }

        s_stateSize = (int)size;
        return true;
    }
}
