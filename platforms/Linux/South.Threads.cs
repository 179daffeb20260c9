using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Threading;

namespace LiteBox.South;

public readonly unsafe partial struct South
{
    private const uint SetGs = 0x1001, SetFs = 0x1002;
    private const nuint KernelStackSize = 128 * 1024;
    private const nuint FirstStackSize = 8 * 1024;
    private const nuint HandlerStackSize = 32 * 1024;
    private const int StateHeaderOffset = 512, MxcsrOffset = 24;
    private const uint DefaultMxcsr = 0x1F80;

    private static ulong s_stateMask;
    private static int s_stateSize;
    private static ThreadBlock* s_first;
    private static ThreadBlock* s_firstOfAll;
    private static ThreadBlock* s_free;
    private static int s_freeLock;
    private static ThreadBlock* s_all;

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
            block = AllocateBlock(isFirst: false);
        }

        return ref *block;
    }

    /// <inheritdoc/>
    public static Errno StartThread(ref ThreadBlock block)
    {
        ThreadBlock* pointer = Pointer(ref block);
        ThreadState* state = ThreadState.Of(pointer);

        nuint* stack = StartFrame(pointer);
        ThreadState* own = ThreadState.Of(Current());
        nint result;
        state->ProcessId = own->ProcessId;
        ThreadRegister.Enter(pointer, state->FsBase);
        if (Capability.Processes)
        {
            state->Generation = own->Generation;
            Guard(pointer, own->Generation);
            result = Host.CloneThread(stack, &state->ThreadId, block.Registers.FsBase);
        }
        else
        {
            result = Host.Clone(stack, &state->ThreadId, &state->ThreadId, block.Registers.FsBase);
        }

        if (result >= 0)
        {
            return Errno.None;
        }

        Discard(pointer);
        return ToErrno(result);
    }

    /// <inheritdoc/>
    public static void ExitThread(ref ThreadBlock block)
    {
        // The stack is still in use; the block is taken again only after the kernel has marked its thread as gone.
        ThreadState.Of(Pointer(ref block))->Place = 0;
        AddFree(Pointer(ref block));
        Host.ExitThread();
    }

    /// <inheritdoc/>
    public static void Interrupt(ref ThreadBlock block)
    {
        ThreadState* state = ThreadState.Of(Pointer(ref block));
        int thread = state->ThreadId;
        if (thread == 0)
        {
            return;
        }

        if (Capability.Processes)
        {
            Host.InterruptAny(state->ProcessId, (uint)thread);
        }
        else
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
            Timespec time = Timespec.From(deadline > 0 ? deadline : 0);
            Timespec* limit = deadline == long.MaxValue ? null : &time;
            if (Capability.Processes)
            {
                Host.FutexWaitShared(address, (uint)expected, limit);
            }
            else
            {
                Host.FutexWait(address, (uint)expected, limit);
            }
        }
    }

    /// <inheritdoc/>
    public static void Wake(ref int word)
    {
        fixed (int* address = &word)
        {
            if (Capability.Processes)
            {
                Host.FutexWakeShared(address);
            }
            else
            {
                Host.FutexWake(address);
            }
        }
    }

    /// <inheritdoc/>
    public static void Yield() => Host.Yield();

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
    public static ulong ReadFsBase(ref ThreadBlock block) =>
        ProcessStack.HasFsGsBase ? Stub.ReadFsBase() : ThreadState.Of(Pointer(ref block))->FsBase;

    /// <inheritdoc/>
    public static void WriteFsBase(ref ThreadBlock block, ulong value)
    {
        // An address that is not canonical would fault here, in the library OS.
        if (value >= 1ul << 47)
        {
            return;
        }

        if (ProcessStack.HasFsGsBase)
        {
            Stub.WriteFsBase(value);
            return;
        }

        ThreadBlock* pointer = Pointer(ref block);
        ThreadState* state = ThreadState.Of(pointer);
        if (state->FsBase == value)
        {
            return;
        }

        // At no time is there no way to the block.
        if (state->Place != 0)
        {
            Host.SetSegmentBase(SetGs, (ulong)pointer - ThreadPlaces.Entry);
            state->Place = 0;
        }

        Host.SetSegmentBase(SetFs, value);
        state->FsBase = value;
        if (ThreadRegister.Enter(pointer, value))
        {
            Host.SetSegmentBase(SetGs, 0);
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

    /// <summary>The block of the calling thread; on the stack on which the image was started, which has zeros for one, the first thread's.</summary>
    internal static ThreadBlock* Current()
    {
        ThreadBlock* block = Stub.CurrentBlock();
        return block->Self != 0 ? block : s_firstOfAll;
    }

    /// <summary>First C# of a new host thread, on its kernel stack.</summary>
    [RuntimeExport("litebox_thread_entry")]
    private static void EnterThread(ThreadBlock* block)
    {
        Adopt(block);
        if (Capability.Processes && ThreadState.Of(block)->StartsProcess != 0)
        {
            HostProcesses.Enter(block);
        }
    }

    private static Errno StartFirstThread()
    {
        s_first = s_firstOfAll = AllocateBlock(isFirst: true);
        if (s_first == null)
        {
            return Errno.ENOMEM;
        }

        ThreadState.Of(s_first)->ThreadId = (int)s_processId;
        ThreadState.Of(s_first)->ProcessId = s_processId;
        return Adopt(s_first);
    }

    /// <summary>Makes the block that of the calling host thread.</summary>
    private static Errno Adopt(ThreadBlock* block)
    {
        Errno error = SetGsBase(block);
        if (error != Errno.None)
        {
            return error;
        }

        ThreadState* state = ThreadState.Of(block);
        block->HostThread = state->ThreadId;
        if (Capability.Processes)
        {
            RobustList.Watch(&state->Robust, &state->ThreadId);
            Volatile.Write(ref state->IsMarked, 1);
        }

        SignalStack stack = new() { Address = state->AlternateStack, Size = state->AlternateStackSize };
        return ToErrno(Host.SetAlternateStack(&stack));
    }

    private static Errno SetGsBase(ThreadBlock* block)
    {
        if (ProcessStack.HasFsGsBase)
        {
            Stub.WriteGsBase((ulong)block - ThreadPlaces.Entry);
            return Errno.None;
        }

        ThreadState* state = ThreadState.Of(block);
        if (state->Place != 0)
        {
            // In a new process the table is that of the parent.
            ThreadRegister.Put(block);
            return state->HasForeignGs == 0 ? Errno.None : ToErrno(Host.SetSegmentBase(SetGs, 0));
        }

        return ToErrno(Host.SetSegmentBase(SetGs, (ulong)block - ThreadPlaces.Entry));
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

        ulong enabled = Stub.Xgetbv();
        s_stateMask = enabled & ~StateComponents.LeftOut;
        if ((enabled & StateComponents.Tiles) == 0)
        {
            // One question is enough, and in a virtual machine each is dear.
            Stub.Cpuid(13, 0, result);
            s_stateSize = (int)result[1];
            return true;
        }

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
    private static ThreadBlock* AllocateBlock(bool isFirst)
    {
        nuint signalStack = RoundUp(ProcessStack.SignalFrameSize + HandlerStackSize);
        nuint stacks = PageSize + signalStack + PageSize + KernelStackSize;
        nuint used = RoundUp(ThreadBlock.Size + (nuint)s_stateSize);
        const nuint BlockSpace = ThreadPlaces.Piece - ThreadPlaces.BlockInPiece;
        nuint end = stacks > ThreadPlaces.BlockInPiece || used > BlockSpace ? 0 : AllocateEnd(stacks + BlockSpace);
        if (end == 0)
        {
            return null;
        }

        // What the first thread writes on its way to the guest.
        nuint place = end - BlockSpace;
        if (isFirst)
        {
            PreparePages(place - FirstStackSize, used + FirstStackSize);
        }

        ThreadBlock* block = (ThreadBlock*)place;
        ThreadState* state = ThreadState.Of(block);
        state->AlternateStack = place - stacks + PageSize;
        state->AlternateStackSize = signalStack;
        Guard(state);
        Prepare(block);
        if (Capability.Processes)
        {
            // The first block is made before there is a current one.
            state->GuardedIn = s_all == null ? 0 : ThreadState.Of(Current())->Generation;
            state->NextBlock = s_all;
            s_all = block;
        }

        return block;
    }

    /// <summary>Pages that end at a multiple of <see cref="ThreadPlaces.Piece"/>; gives their end, 0 when there are none.</summary>
    private static nuint AllocateEnd(nuint length)
    {
        if (Capability.SharedMemory)
        {
            nuint start = SharedRegion.Allocate(length, ThreadPlaces.Piece);
            return start == 0 ? 0 : start + length;
        }

        // What lies around is never touched.
        nuint room = AllocatePages(length + ThreadPlaces.Piece);
        return room == 0 ? 0 : (room + length + ThreadPlaces.Piece) & ~(nuint)(ThreadPlaces.Piece - 1);
    }

    /// <summary>
    /// As below, in the calling process, whose generation is given, and in its children to come; nothing when it has done so before.
    /// </summary>
    internal static void Guard(ThreadBlock* block, uint generation)
    {
        ThreadState* state = ThreadState.Of(block);
        if (state->GuardedIn == generation)
        {
            return;
        }

        state->GuardedIn = generation;
        Guard(state);
    }

    /// <summary>Makes the pages below the two stacks of a block such that nobody can touch them.</summary>
    private static void Guard(ThreadState* state)
    {
        Host.ProtectGuard(state->AlternateStack - PageSize, PageSize);
        Host.ProtectGuard(state->AlternateStack + state->AlternateStackSize, PageSize);
    }

    /// <summary>
    /// What a new host thread finds: on its stack, of which the gate's RET takes the first word and the code there the second, and in its block,
    /// whose registers are set.
    /// </summary>
    internal static nuint* StartFrame(ThreadBlock* block)
    {
        nuint* stack = (nuint*)block->KernelStackTop - 2;
        stack[0] = Place.ThreadStart();
        stack[1] = (nuint)block;
        block->FullReturn = 1;
        ThreadState* state = ThreadState.Of(block);
        state->FsBase = block->Registers.FsBase;
        state->HasForeignGs = ThreadState.Of(Current())->Place == 0 ? 1 : 0;
        return stack;
    }

    /// <summary>Takes back a block whose thread the host did not start.</summary>
    internal static void Discard(ThreadBlock* block)
    {
        ThreadState.Of(block)->ThreadId = 0;
        AddFree(block);
    }

    /// <summary>True for a thread of the process that the sandbox started with.</summary>
    internal static bool IsOfFirstProcess(ThreadBlock* block) => ThreadState.Of(block)->ProcessId == s_processId;

    /// <summary>Ends all processes but the calling one; the first as if by SIGABRT, so that its status tells of a failure.</summary>
    private static void EndOthers()
    {
        const uint Abort = 6;
        uint own = ThreadState.Of(Current())->ProcessId;
        for (ThreadBlock* block = s_all; block != null; block = ThreadState.Of(block)->NextBlock)
        {
            ThreadState* state = ThreadState.Of(block);
            if (!state->IsRunning || state->ProcessId == own)
            {
                continue;
            }

            if (state->ProcessId == s_processId)
            {
                Host.Kill(s_processId, (uint)state->ThreadId, Abort);
            }
            else
            {
                Host.End(state->ProcessId, (uint)state->ThreadId);
            }
        }
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
        while (found != null && ThreadState.Of(found)->IsRunning)
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
            ThreadState* state = ThreadState.Of(found);
            nuint stack = state->AlternateStack, size = state->AlternateStackSize;
            ThreadBlock* next = state->NextBlock;
            uint guardedIn = state->GuardedIn;
            new Span<byte>(found, ThreadBlock.Size + s_stateSize).Clear();
            state->AlternateStack = stack;
            state->AlternateStackSize = size;
            state->NextBlock = next;
            state->GuardedIn = guardedIn;
            Prepare(found);
        }

        return found;
    }

    internal static void AddFree(ThreadBlock* block)
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
