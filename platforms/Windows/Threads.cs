using System;
using System.Runtime;

namespace LiteBox.South;

/// <summary>
/// Host threads and their blocks. Library-OS code runs on the stack that Windows gave the host thread, from where it stood when
/// the thread came to C#: Windows' own code looks at the bounds of the stack it is called on.
/// </summary>
internal static unsafe class Threads
{
    private const nuint StackSize = 256 * 1024;
    private const uint IdOffset = 0x48, StackBottomOffset = 0x1478;
    private const int MxcsrOffset = 24;
    private const uint DefaultMxcsr = 0x1F80;
    private const uint SameAccess = 2;
    private const ulong PlainFlags = 0x202;

    private static SpinLock s_lock;
    private static ThreadBlock* s_free;

    /// <summary>What Windows calls the calling thread.</summary>
    public static nint CurrentId => (nint)Stub.ReadEnvironment(IdOffset);

    /// <summary>The calling thread's block, or null.</summary>
    public static ThreadBlock* CurrentBlock => (ThreadBlock*)Stub.ReadEnvironment(ThreadSlots.Block);

    /// <summary>Claims the thread-local slots whose numbers are built into the stubs. False when something else has one of them.</summary>
    public static bool ClaimSlots()
    {
        // Windows gives the lowest slot that is free; those below are given back.
        ulong taken = 0;
        int claimed = 0;
        while (claimed < ThreadSlots.Count)
        {
            uint slot = Windows.TlsAlloc();
            if (slot >= ThreadSlots.First + ThreadSlots.Count)
            {
                return false;
            }

            taken |= 1ul << (int)slot;
            claimed += slot >= ThreadSlots.First ? 1 : 0;
        }

        for (int slot = 0; slot < ThreadSlots.First; slot++)
        {
            if ((taken & (1ul << slot)) != 0)
            {
                Windows.TlsFree((uint)slot);
            }
        }

        return true;
    }

    /// <summary>A zeroed block but for what the South owns, or null.</summary>
    public static ThreadBlock* AllocateBlock()
    {
        nuint length = (nuint)(ThreadBlock.Size + South.ExtendedStateSize);
        s_lock.Enter();
        ThreadBlock* block = s_free;
        if (block != null)
        {
            s_free = ThreadState.Of(block)->NextFree;
        }

        s_lock.Exit();
        if (block == null)
        {
            block = (ThreadBlock*)HeapPages.Allocate((length + HostMemory.PageSize - 1) & ~(nuint)(HostMemory.PageSize - 1));
            if (block == null)
            {
                return null;
            }
        }

        new Span<byte>(block, (int)length).Clear();
        block->Entry = Place.SyscallEntry();
        block->Self = (ulong)block;
        block->ExtendedState = (ulong)block + ThreadBlock.Size;
        block->FullReturn = 1;
        ThreadState.Of(block)->ExtendedStateMask = South.ExtendedStateMask;
        *(uint*)(block->ExtendedState + MxcsrOffset) = DefaultMxcsr;
        return block;
    }

    /// <summary>Starts a host thread for a block.</summary>
    public static Errno Start(ThreadBlock* block)
    {
        nint thread = Windows.CreateThread(null, StackSize, Place.ThreadStart(), block, 0, null);
        if (thread == 0)
        {
            AddFree(block);
            return Errno.EAGAIN;
        }

        Windows.NtClose(thread);
        return Errno.None;
    }

    /// <summary>Makes the block that of the calling host thread, whose stack is free below an address.</summary>
    public static void Adopt(ThreadBlock* block, ulong stackTop)
    {
        ThreadState* state = ThreadState.Of(block);
        Stub.ProbeFsBase(&state->HostFsBase);
        block->KernelStackTop = stackTop;
        block->KernelStackBottom = Stub.ReadEnvironment(StackBottomOffset);
        block->HostThread = CurrentId;
        nint handle = 0;
        Windows.NtDuplicateObject(Windows.CurrentProcess, Windows.CurrentThread, Windows.CurrentProcess, &handle, 0, 0, SameAccess);
        s_lock.Enter();
        state->Handle = handle;
        s_lock.Exit();
        Stub.WriteEnvironment(ThreadSlots.Entry, block->Entry);
        Stub.WriteEnvironment(ThreadSlots.Block, (ulong)block);
    }

    /// <summary>Ends the calling thread.</summary>
    public static void Exit(ThreadBlock* block)
    {
        s_lock.Enter();
        ThreadState* state = ThreadState.Of(block);
        nint handle = state->Handle;
        state->Handle = 0;
        s_lock.Exit();

        // From here on the thread has no block: another may get it at once.
        Stub.WriteEnvironment(ThreadSlots.Block, 0);
        AddFree(block);
        Windows.NtClose(handle);
        Windows.RtlExitUserThread(0);
    }

    /// <summary>
    /// Makes a thread leave guest code. It is stopped, and when it is found in guest code it continues in the interrupt stub;
    /// when it is on its way there it looks at its pending work again. When it sleeps it wakes: an alert is kept for a thread that is about
    /// to sleep. A thread that is stopped does not hold this class' lock, since the caller has it.
    /// </summary>
    public static void Interrupt(ThreadBlock* block)
    {
        s_lock.Enter();
        nint handle = ThreadState.Of(block)->Handle, id = (nint)block->HostThread;
        bool inGuest = false;
        if (handle != 0 && id != CurrentId && Windows.NtSuspendThread(handle, null) >= 0)
        {
            byte* memory = stackalloc byte[sizeof(ThreadContext) + 16];
            ThreadContext* context = (ThreadContext*)(((nuint)memory + 15) & ~(nuint)15);
            context->ContextFlags = ThreadContext.General;

            // Only this makes sure that the thread has stopped.
            if (Windows.NtGetContextThread(handle, context) >= 0 && Redirect(context, block, out inGuest))
            {
                Windows.NtSetContextThread(handle, context);
            }

            Windows.NtResumeThread(handle, null);
        }

        s_lock.Exit();
        if (handle != 0 && !inGuest)
        {
            Windows.NtAlertThreadByThreadId(id);
        }
    }

    /// <summary>Copies the general registers of the guest into its block and asks for the full return.</summary>
    public static void Capture(ThreadContext* context, ThreadBlock* block)
    {
        GuestRegisters* registers = &block->Registers;
        registers->Rax = context->Rax;
        registers->Rbx = context->Rbx;
        registers->Rcx = context->Rcx;
        registers->Rdx = context->Rdx;
        registers->Rsi = context->Rsi;
        registers->Rdi = context->Rdi;
        registers->Rbp = context->Rbp;
        registers->Rsp = context->Rsp;
        registers->R8 = context->R8;
        registers->R9 = context->R9;
        registers->R10 = context->R10;
        registers->R11 = context->R11;
        registers->R12 = context->R12;
        registers->R13 = context->R13;
        registers->R14 = context->R14;
        registers->R15 = context->R15;
        registers->Rip = context->Rip;
        registers->Rflags = context->Flags;
        block->FullReturn = 1;
    }

    /// <summary>Makes the thread continue in a stub on its kernel stack.</summary>
    public static void Enter(ThreadContext* context, ThreadBlock* block, nuint stub)
    {
        context->Rip = stub;
        context->Rsp = block->KernelStackTop;
        context->Flags = (uint)PlainFlags;
    }

    private static bool Redirect(ThreadContext* context, ThreadBlock* block, out bool inGuest)
    {
        inGuest = false;
        if (GuestPages.IsExecutable(context->Rip))
        {
            inGuest = true;
            if (block->PendingWork == 0)
            {
                return false;
            }

            Capture(context, block);
            Enter(context, block, Place.EnterInterrupt());
            return true;
        }

        CodeWindow* window = CodeWindow.Find(context->Rip, CodeWindow.InterruptRestart);
        if (window == null)
        {
            return false;
        }

        context->Rip = window->TargetAddress;
        return true;
    }

    /// <summary>First C# of a new host thread.</summary>
    [RuntimeExport("litebox_thread_entry")]
    private static void EnterThread(ThreadBlock* block, ulong stackTop) => Adopt(block, stackTop);

    private static void AddFree(ThreadBlock* block)
    {
        s_lock.Enter();
        ThreadState.Of(block)->NextFree = s_free;
        s_free = block;
        s_lock.Exit();
    }
}
