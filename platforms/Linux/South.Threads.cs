using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Threading;

namespace LiteBox.South;

public readonly unsafe partial struct South
{
    private const ulong HasFsGsBase = 2;
    private const uint SetGs = 0x1001, SetFs = 0x1002;
    private const nuint KernelStackSize = 128 * 1024;
    private const nuint HandlerStackSize = 32 * 1024;
    private const int StateHeaderOffset = 512, MxcsrOffset = 24;
    private const uint DefaultMxcsr = 0x1F80;

    private static ulong s_stateMask;
    private static int s_stateSize;
    private static ThreadBlock* s_first;
    private static ThreadBlock* s_free;
    private static int s_freeLock;

    /// <inheritdoc/>
    public static int ExtendedStateSize => s_stateSize;

    /// <inheritdoc/>
    public static ulong ExtendedStateMask => s_stateMask;

    /// <inheritdoc/>
    public static ref ThreadBlock CreateThreadBlock()
    {
        ThreadBlock* block = s_first;
        if (block != null)
        {
            s_first = null;
            return ref *block;
        }

        block = TakeFree();
        if (block == null)
        {
            block = AllocateBlock();
        }

        return ref *block;
    }

    /// <inheritdoc/>
    public static Errno StartThread(ref ThreadBlock block)
    {
        ThreadBlock* pointer = Pointer(ref block);
        ThreadState* state = ThreadState.Of(pointer);

        // The gate's RET takes the first word; the code there takes the second.
        nuint* stack = (nuint*)block.KernelStackTop - 2;
        stack[0] = Place.ThreadStart();
        stack[1] = (nuint)pointer;
        block.FullReturn = 1;
        nint result = Host.Clone(stack, &state->ThreadId, &state->ThreadId, block.Registers.FsBase);
        if (result >= 0)
        {
            return Errno.None;
        }

        state->ThreadId = 0;
        AddFree(pointer);
        return ToErrno(result);
    }

    /// <inheritdoc/>
    public static void ExitThread(ref ThreadBlock block)
    {
        // The stack is still in use; the block is taken again only after the kernel has cleared its thread id.
        AddFree(Pointer(ref block));
        Host.ExitThread();
    }

    /// <inheritdoc/>
    public static void Interrupt(ref ThreadBlock block)
    {
        int thread = ThreadState.Of(Pointer(ref block))->ThreadId;
        if (thread != 0)
        {
            Host.Interrupt(s_processId, (uint)thread);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RecordStack(ref ThreadBlock block) => Stub.RecordStack(Pointer(ref block));

    /// <inheritdoc/>
    public static void Wait(ref int word, int expected, long deadline)
    {
        fixed (int* address = &word)
        {
            if (deadline == long.MaxValue)
            {
                Host.FutexWait(address, (uint)expected, null);
                return;
            }

            Timespec time = Timespec.From(deadline > 0 ? deadline : 0);
            Host.FutexWait(address, (uint)expected, &time);
        }
    }

    /// <inheritdoc/>
    public static void Wake(ref int word)
    {
        fixed (int* address = &word)
        {
            Host.FutexWake(address);
        }
    }

    /// <inheritdoc/>
    public static Errno Barrier(BarrierKind kind)
    {
        const uint All = 1, Private = 8, PrivateCode = 32;
        uint command = kind switch
        {
            BarrierKind.Memory => Private,
            BarrierKind.Code => PrivateCode,
            _ => All,
        };
        nint result = Host.MemoryBarrier(command);
        if (result == -(nint)Errno.EPERM)
        {
            // A process registers once for each kind, by the command that is the next bit.
            _ = Host.MemoryBarrier(command << 1);
            result = Host.MemoryBarrier(command);
        }

        return result < 0 ? Errno.ENOSYS : Errno.None;
    }

    /// <inheritdoc/>
    public static ulong ReadFsBase(ref ThreadBlock block)
    {
        if ((ProcessStack.Hwcap2 & HasFsGsBase) != 0)
        {
            return Stub.ReadFsBase();
        }

        ulong value = 0;
        Host.GetFsBase(&value);
        return value;
    }

    /// <inheritdoc/>
    public static void WriteFsBase(ref ThreadBlock block, ulong value)
    {
        // An address that is not canonical would fault here, in the library OS.
        if (value >= 1ul << 47)
        {
            return;
        }

        if ((ProcessStack.Hwcap2 & HasFsGsBase) != 0)
        {
            Stub.WriteFsBase(value);
        }
        else
        {
            Host.SetSegmentBase(SetFs, value);
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

    /// <summary>First C# of a new host thread, on its kernel stack.</summary>
    [RuntimeExport("litebox_thread_entry")]
    private static void EnterThread(ThreadBlock* block) => Adopt(block);

    private static Errno StartFirstThread()
    {
        s_first = AllocateBlock();
        if (s_first == null)
        {
            return Errno.ENOMEM;
        }

        ThreadState.Of(s_first)->ThreadId = (int)s_processId;
        return Adopt(s_first);
    }

    /// <summary>Makes the block that of the calling host thread.</summary>
    private static Errno Adopt(ThreadBlock* block)
    {
        if ((ProcessStack.Hwcap2 & HasFsGsBase) != 0)
        {
            Stub.WriteGsBase((ulong)block);
        }
        else
        {
            nint result = Host.SetSegmentBase(SetGs, (ulong)block);
            if (result < 0)
            {
                return ToErrno(result);
            }
        }

        ThreadState* state = ThreadState.Of(block);
        block->HostThread = state->ThreadId;
        SignalStack stack = new() { Address = state->AlternateStack, Size = state->AlternateStackSize };
        return ToErrno(Host.SetAlternateStack(&stack));
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

        // Without AMX: a thread has its tiles only after it asked the host for them, which a guest cannot.
        const ulong Tiles = 3ul << 17;
        s_stateMask = Stub.Xgetbv() & ~Tiles;
        uint size = StateHeaderOffset + 64;
        for (uint component = 2; component < 63; component++)
        {
            if ((s_stateMask & (1ul << (int)component)) != 0)
            {
                Stub.Cpuid(13, component, result);
                size = Math.Max(size, result[0] + result[1]);
            }
        }

        s_stateSize = (int)size;
        return true;
    }

    /// <summary>One piece of memory: guard page, stack for signal handlers, guard page, kernel stack, block, vector state.</summary>
    private static ThreadBlock* AllocateBlock()
    {
        nuint signalStack = RoundUp(ProcessStack.SignalFrameSize + HandlerStackSize);
        nuint top = PageSize + signalStack + PageSize + KernelStackSize;
        nuint length = top + RoundUp(ThreadBlock.Size + (nuint)s_stateSize);
        nuint start = AllocatePages(length);
        if (start == 0)
        {
            return null;
        }

        Host.ProtectGuard(start, PageSize);
        Host.ProtectGuard(start + PageSize + signalStack, PageSize);
        ThreadBlock* block = (ThreadBlock*)(start + top);
        ThreadState* state = ThreadState.Of(block);
        state->AlternateStack = start + PageSize;
        state->AlternateStackSize = signalStack;
        Prepare(block);
        return block;
    }

    /// <summary>Fills the fields that the South owns; the rest is zero.</summary>
    private static void Prepare(ThreadBlock* block)
    {
        block->Entry = Place.SyscallEntry();
        block->Self = (ulong)block;
        block->KernelStackTop = (ulong)block;
        block->KernelStackBottom = (ulong)block - KernelStackSize;
        block->ExtendedState = (ulong)block + ThreadBlock.Size;
        ThreadState.Of(block)->ExtendedStateMask = s_stateMask;
        *(uint*)(block->ExtendedState + MxcsrOffset) = DefaultMxcsr;
    }

    private static ThreadBlock* TakeFree()
    {
        LockFree();
        ThreadBlock* found = s_free, before = null;
        while (found != null && Volatile.Read(ref ThreadState.Of(found)->ThreadId) != 0)
        {
            before = found;
            found = ThreadState.Of(found)->NextFree;
        }

        if (found != null)
        {
            if (before == null)
            {
                s_free = ThreadState.Of(found)->NextFree;
            }
            else
            {
                ThreadState.Of(before)->NextFree = ThreadState.Of(found)->NextFree;
            }
        }

        Volatile.Write(ref s_freeLock, 0);
        if (found != null)
        {
            nuint stack = ThreadState.Of(found)->AlternateStack, size = ThreadState.Of(found)->AlternateStackSize;
            new Span<byte>(found, ThreadBlock.Size + s_stateSize).Clear();
            ThreadState.Of(found)->AlternateStack = stack;
            ThreadState.Of(found)->AlternateStackSize = size;
            Prepare(found);
        }

        return found;
    }

    private static void AddFree(ThreadBlock* block)
    {
        LockFree();
        ThreadState.Of(block)->NextFree = s_free;
        s_free = block;
        Volatile.Write(ref s_freeLock, 0);
    }

    // Held for a few instructions only, so spinning is never long.
    private static void LockFree()
    {
        while (Interlocked.CompareExchange(ref s_freeLock, 1, 0) != 0)
        {
        }
    }

    private static nuint RoundUp(nuint length) => (length + PageSize - 1) & ~(nuint)(PageSize - 1);
}
