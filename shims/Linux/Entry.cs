#if FREESTANDING
using System.Runtime;
#endif
using System;
using System.Runtime.CompilerServices;

namespace LiteBox.Shim.Linux;

/// <summary>
/// Where the stubs call C# (docs/ARCHITECTURE.md, "Entering and leaving"): the start, system calls, faults, and pending
/// work before guest code runs again.
/// </summary>
internal static unsafe class Entry
{
    /// <summary>Starts everything and gives the block of the first thread, ready to run the program.</summary>
    [RuntimeExport("litebox_start")]
    internal static ThreadBlock* Start(BootBlock* boot)
    {
        Thread thread = Boot.Start(boot, out Policy policy);
        Errno error = FirstProgram.Load(thread, policy);
        if (error != Errno.None)
            Boot.Fail("litebox: the program cannot be started: errno "u8, error);
        Boot.Seal(policy);
        BigLock.Exit();
        return (ThreadBlock*)Unsafe.AsPointer(ref thread.Block);
    }

    /// <summary>One system call; its number is in RAX and its result comes there.</summary>
    [RuntimeExport("litebox_syscall")]
    internal static void Syscall(ThreadBlock* block)
    {
        Thread thread = Kernel.ThreadOf(ref *block);
        ref GuestRegisters registers = ref block->Registers;
        if (Capability.HostSockets && !Capability.Trace && StreamCalls.TryMake(thread, ref registers))
            return;
        if (!Capability.Trace && Dispatcher.IsLockless(registers.Rax))
        {
            registers.Rax = (ulong)Dispatcher.InvokeLockless(thread, ref registers).Value;
            return;
        }

        BigLock.Enter();
        Call(thread);
        Collection.AtCallEnd();
        BigLock.Exit();
    }

    /// <summary>An exception of guest code: a signal, or a system call that could only be rewritten to a trap.</summary>
    [RuntimeExport("litebox_fault")]
    internal static void Fault(ThreadBlock* block)
    {
        Thread thread = Kernel.ThreadOf(ref *block);
        BigLock.Enter();
        if (TrappedCalls.TryTake(thread))
        {
            Call(thread);
        }
        else
        {
            Faults.Raise(thread);
            PendingWork.Do(thread);
        }

        Collection.AtCallEnd();
        BigLock.Exit();
    }

    /// <summary>What waits for a thread that is about to run guest code.</summary>
    [RuntimeExport("litebox_resume")]
    internal static void Resume(ThreadBlock* block)
    {
        Thread thread = Kernel.ThreadOf(ref *block);
        BigLock.Enter();
        if (Capability.Timers && thread.IsService)
            TimerQueue.Serve(thread);
        if (Capability.Processes)
            thread.Begin();
        PendingWork.Do(thread);
        Collection.AtCallEnd();
        BigLock.Exit();
    }

    private static void Call(Thread thread)
    {
        ref GuestRegisters registers = ref thread.Block.Registers;
        ulong number = registers.Rax;
        Result result = Capability.Trace ? TraceLog.Invoke(thread, ref registers) : Dispatcher.Invoke(thread, ref registers);

        // An ordinary result, and not a code that only the library OS knows: those leave RAX as it is.
        bool isOrdinary = result.Value >= -511;
        if (isOrdinary)
            registers.Rax = (ulong)result.Value;
        if (!isOrdinary || thread.HasSavedMask || thread.Block.PendingWork != 0)
            PendingWork.FinishCall(thread, number, result);
    }
}
