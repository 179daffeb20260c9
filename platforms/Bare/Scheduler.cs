using System;
using System.Runtime.CompilerServices;

namespace LiteBox.South;

/// <summary>
/// Threads of one CPU. Library-OS code runs with interrupts off and is never preempted; guest code is, when others are
/// ready, every <see cref="Slice"/>. A thread that does not run has its state on its kernel stack and in its block.
/// </summary>
internal static unsafe class Scheduler
{
    /// <summary>Nanoseconds a thread may run while others are ready.</summary>
    private const long Slice = 10_000_000;

    private const uint KernelGsBase = 0xC000_0102, FsBase = 0xC000_0100, GsBase = 0xC000_0101;

    private static ThreadBlock* s_current;
    private static ThreadBlock* s_readyHead;
    private static ThreadBlock* s_readyTail;
    private static ThreadBlock* s_sleepers;
    private static ulong s_since;
    private static ulong s_allTicks;
    private static long s_sliceEnd;
    private static long s_armed;
    private static int s_inputArrived;

    /// <summary>The thread that runs.</summary>
    public static ThreadBlock* Current => s_current;

    /// <summary>Makes the calling context the first thread.</summary>
    public static void Start(ThreadBlock* first)
    {
        s_current = first;
        s_since = Stub.ReadTsc();
        Stub.WriteMsr(GsBase, (ulong)first);
        Stub.WriteMsr(KernelGsBase, 0);
        Traps.SetKernelStack(first->KernelStackTop);
    }

    /// <summary>Ticks that a thread, or all of them (null), have run.</summary>
    public static ulong TicksOf(ThreadBlock* block)
    {
        ulong running = Stub.ReadTsc() - s_since;
        return block == null ? s_allTicks + running
            : ThreadState.Of(block)->Ticks + (block == s_current ? running : 0);
    }

    /// <summary>Puts a thread at the end of the run queue.</summary>
    public static void MakeReady(ThreadBlock* block)
    {
        ThreadState.Of(block)->Next = null;
        if (s_readyHead == null)
        {
            s_readyHead = block;
        }
        else
        {
            ThreadState.Of(s_readyTail)->Next = block;
        }

        s_readyTail = block;
        ArmTimer();
    }

    /// <summary>Sleeps until <see cref="Wake"/> for this word, or the deadline; with a null word, until the deadline.</summary>
    public static void Sleep(int* word, long deadline)
    {
        ThreadState* state = ThreadState.Of(s_current);
        state->Word = word;
        state->Deadline = deadline;
        state->Next = s_sleepers;
        s_sleepers = s_current;
        SwitchAway();
    }

    /// <summary>Sleeps until input may have come, or the deadline.</summary>
    public static void SleepForInput(long deadline) => Sleep(InputWord, deadline);

    /// <summary>Called for the interrupt by which input announces itself.</summary>
    public static void InputArrived() => s_inputArrived = 1;

    /// <summary>Makes a thread ready if it waits for input.</summary>
    public static void WakeFromInput(ThreadBlock* wanted)
    {
        ThreadBlock* before = null;
        for (ThreadBlock* block = s_sleepers; block != null; before = block, block = ThreadState.Of(block)->Next)
        {
            if (block == wanted && ThreadState.Of(block)->Word == InputWord)
            {
                Remove(block, before);
                MakeReady(block);
                return;
            }
        }
    }

    /// <summary>Makes one thread ready that sleeps on the word.</summary>
    public static void Wake(int* word)
    {
        ThreadBlock* before = null;
        for (ThreadBlock* block = s_sleepers; block != null; before = block, block = ThreadState.Of(block)->Next)
        {
            if (ThreadState.Of(block)->Word == word)
            {
                Remove(block, before);
                MakeReady(block);
                return;
            }
        }
    }

    /// <summary>Called for every timer interrupt: none is to come any more.</summary>
    public static void TimerExpired() => s_armed = 0;

    /// <summary>Called for a timer interrupt out of guest code: sleepers whose time has come, and the next in the queue.</summary>
    public static void Tick()
    {
        if (!Yield())
        {
            ArmTimer();
        }
    }

    /// <summary>Runs the threads that are ready before the caller goes on. False when there are none.</summary>
    public static bool Yield()
    {
        WakeExpired();
        if (s_readyHead == null)
        {
            return false;
        }

        MakeReady(s_current);
        SwitchAway();
        return true;
    }

    /// <summary>Ends the calling thread.</summary>
    public static void End()
    {
        SwitchAway();
        Stub.Panic(0, 0);
    }

    /// <summary>Runs the next ready thread, after waiting for one; returns when the caller's thread is chosen again.</summary>
    private static void SwitchAway()
    {
        ThreadBlock* before = s_current;
        Account(before);
        WakeExpired();
        while (s_readyHead == null)
        {
            ArmTimer();
            Stub.Idle();
            WakeExpired();
        }

        s_since = Stub.ReadTsc();
        ThreadBlock* next = s_readyHead;
        s_readyHead = ThreadState.Of(next)->Next;
        s_current = next;
        s_sliceEnd = TimeSource.Monotonic() + Slice;
        ArmTimer();
        if (next == before)
        {
            return;
        }

        Save(before);
        Load(next);
        Stub.Switch(&ThreadState.Of(before)->StackPointer, ThreadState.Of(next)->StackPointer);
    }

    private static void Account(ThreadBlock* block)
    {
        ulong ran = Stub.ReadTsc() - s_since;
        ThreadState.Of(block)->Ticks += ran;
        s_allTicks += ran;
    }

    private static void Save(ThreadBlock* block)
    {
        ThreadState* state = ThreadState.Of(block);
        state->FsBase = Stub.ReadMsr(FsBase);
        state->GsBase = Stub.ReadMsr(KernelGsBase);
        if (block->FullReturn == 0)
        {
            // What the entry stub left in the CPU's registers would be the next thread's.
            Stub.SaveExtendedState(block);
            block->FullReturn = 1;
        }
    }

    private static void Load(ThreadBlock* block)
    {
        ThreadState* state = ThreadState.Of(block);
        Stub.WriteMsr(FsBase, state->FsBase);
        Stub.WriteMsr(KernelGsBase, state->GsBase);
        Stub.WriteMsr(GsBase, (ulong)block);
        Traps.SetKernelStack(block->KernelStackTop);
    }

    /// <summary>The word on which threads sleep that wait for input.</summary>
    private static int* InputWord => (int*)Unsafe.AsPointer(ref s_inputArrived);

    private static void WakeExpired()
    {
        bool inputArrived = s_inputArrived != 0;
        s_inputArrived = 0;
        if (s_sleepers == null)
        {
            return;
        }

        long now = TimeSource.Monotonic();
        ThreadBlock* before = null;
        for (ThreadBlock* block = s_sleepers; block != null;)
        {
            ThreadBlock* next = ThreadState.Of(block)->Next;
            if (ThreadState.Of(block)->Deadline <= now || (inputArrived && ThreadState.Of(block)->Word == InputWord))
            {
                Remove(block, before);
                MakeReady(block);
            }
            else
            {
                before = block;
            }

            block = next;
        }
    }

    private static void Remove(ThreadBlock* block, ThreadBlock* before)
    {
        if (before == null)
        {
            s_sleepers = ThreadState.Of(block)->Next;
        }
        else
        {
            ThreadState.Of(before)->Next = ThreadState.Of(block)->Next;
        }
    }

    /// <summary>One interrupt at the next deadline, or at the end of the time slice when somebody waits for it.</summary>
    private static void ArmTimer()
    {
        long earliest = long.MaxValue;
        for (ThreadBlock* block = s_sleepers; block != null; block = ThreadState.Of(block)->Next)
        {
            earliest = Math.Min(earliest, ThreadState.Of(block)->Deadline);
        }

        if (s_readyHead != null)
        {
            // The slice ends when it ends: a thread that keeps waking others must not run for ever.
            earliest = Math.Min(earliest, s_sliceEnd);
        }

        if (earliest == long.MaxValue)
        {
            return;
        }

        // What comes first arms again. Setting the timer is an exit to the host, looking at the clock is not.
        long now = TimeSource.Monotonic();
        if (s_armed <= now || s_armed > earliest)
        {
            s_armed = LocalApic.Arm(earliest, now);
        }
    }
}
