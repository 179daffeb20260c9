using System;
using System.Runtime.CompilerServices;

namespace LiteBox.South;

public readonly unsafe partial struct South
{
    private const ulong KernelStackSize = 64 * 1024;
    private const int MxcsrOffset = 24;
    private const uint DefaultMxcsr = 0x1F80;
    private const uint FsBaseRegister = 0xC000_0100;

    private static ThreadBlock* s_first;
    private static ThreadBlock* s_free;
    private static ThreadBlock* s_ended;

    /// <inheritdoc/>
    public static int ExtendedStateSize => Cpu.StateSize;

    /// <inheritdoc/>
    public static ulong ExtendedStateMask => Cpu.StateMask;

    /// <inheritdoc/>
    public static ref ThreadBlock CreateThreadBlock()
    {
        ThreadBlock* block = s_first;
        if (block != null)
        {
            s_first = null;
            return ref *block;
        }

        Reap();
        block = s_free;
        if (block == null)
        {
            return ref *AllocateBlock();
        }

        s_free = ThreadState.Of(block)->Next;
        new Span<byte>(block, ThreadBlock.Size + Cpu.StateSize).Clear();
        Prepare(block);
        return ref *block;
    }

    /// <inheritdoc/>
    public static Errno StartThread(ref ThreadBlock block)
    {
        ThreadBlock* pointer = Pointer(ref block);
        ThreadState* state = ThreadState.Of(pointer);

        // What the switch stub takes from the stack of a thread that comes back: six registers and where to go on.
        const int SavedRegisters = 6;
        nuint* stack = (nuint*)block.KernelStackTop - 2;
        stack[0] = (nuint)(delegate*<void>)&Stub.ThreadStart;
        stack -= SavedRegisters;
        state->StackPointer = (nuint)stack;
        state->FsBase = block.Registers.FsBase;
        block.FullReturn = 1;
        Scheduler.MakeReady(pointer);
        return Errno.None;
    }

    /// <inheritdoc/>
    public static void ExitThread(ref ThreadBlock block)
    {
        // Its stack is in use until the switch; whoever makes a thread later takes it from here.
        Reap();
        s_ended = Pointer(ref block);
        Scheduler.End();
    }

    /// <summary>On one CPU the other thread is not running, and looks at its pending work before it does; only one that waits for input sleeps on.</summary>
    public static void Interrupt(ref ThreadBlock block) => Scheduler.WakeFromInput(Pointer(ref block));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RecordStack(ref ThreadBlock block) => Stub.RecordStack(Pointer(ref block));

    /// <inheritdoc/>
    public static void Wait(ref int word, int expected, long deadline)
    {
        // Interrupts are off: nothing can change the word between the look and the sleep.
        fixed (int* address = &word)
        {
            if (*address == expected)
            {
                Scheduler.Sleep(address, deadline);
            }
        }
    }

    /// <inheritdoc/>
    public static void Wake(ref int word)
    {
        fixed (int* address = &word)
        {
            Scheduler.Wake(address);
        }
    }

    /// <inheritdoc/>
    public static void Yield() => Scheduler.Yield();

    /// <summary>Nothing to do: there is one CPU, and the switch to another thread is a barrier for memory and code.</summary>
    public static Errno Barrier(BarrierKind kind) => Errno.None;

    /// <inheritdoc/>
    public static ulong ReadFsBase(ref ThreadBlock block) => Stub.ReadMsr(FsBaseRegister);

    /// <inheritdoc/>
    public static void WriteFsBase(ref ThreadBlock block, ulong value)
    {
        // An address that is not canonical would fault here, in the library OS.
        if (value < 1ul << 47)
        {
            Stub.WriteMsr(FsBaseRegister, value);
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

    private static void Reap()
    {
        if (s_ended != null)
        {
            ThreadState.Of(s_ended)->Next = s_free;
            s_free = s_ended;
            s_ended = null;
        }
    }

    /// <summary>One piece of memory: kernel stack, block, vector state.</summary>
    private static ThreadBlock* AllocateBlock()
    {
        ulong length = KernelStackSize + (ulong)ThreadBlock.Size + (ulong)Cpu.StateSize;
        ulong start = KernelStacks.Allocate((length + PageSize - 1) & ~(PageSize - 1));
        if (start == 0)
        {
            return null;
        }

        ThreadBlock* block = (ThreadBlock*)(start + KernelStackSize);
        Prepare(block);
        return block;
    }

    private static void Prepare(ThreadBlock* block)
    {
        block->Self = (ulong)block;
        block->KernelStackTop = (ulong)block;
        block->KernelStackBottom = (ulong)block - KernelStackSize;
        block->ExtendedState = (ulong)block + ThreadBlock.Size;
        ThreadState.Of(block)->ExtendedStateMask = Cpu.StateMask;
        *(uint*)(block->ExtendedState + MxcsrOffset) = DefaultMxcsr;
    }
}
