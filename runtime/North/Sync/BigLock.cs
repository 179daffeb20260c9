using System;
using System.Threading;

namespace LiteBox.North;

/// <summary>
/// The one lock that all library-OS code runs under (docs/ARCHITECTURE.md, "One lock"). The holder is the only thread
/// that touches shared state, which is what makes the collector and every data structure above this file simple.
/// </summary>
public static unsafe class BigLock
{
    private const int Free = 0;
    private const int Held = 1;
    private const int Contended = 2;

    /// <summary>How many threads one holder can wake without a host call under the lock.</summary>
    private const int WakesCapacity = 16;

    /// <summary>Looks at the lock before a sleep: about a microsecond, a fraction of what it takes to sleep and be woken.</summary>
    private const int Spins = 1000;

    private static int s_word;
    private static uint s_takes;

    // An address on the stack of the holder, 0 while nobody has the lock or has only just taken it.
    private static ulong s_holder;
    private static int s_wakesCount;
    private static readonly ulong[] s_wakes = new ulong[WakesCapacity];

    /// <summary>True while some thread holds the lock.</summary>
    public static bool IsHeld => Volatile.Read(ref s_word) != Free;

    /// <summary>Takes the lock; sleeps while another thread has it.</summary>
    public static void Enter()
    {
        if (Interlocked.CompareExchange(ref s_word, Held, Free) != Free)
            EnterContended();
        if (Capability.Processes)
        {
            byte here;
            s_holder = (ulong)&here;
            s_takes++;
        }
    }

    /// <summary>Gives the lock up, then wakes those that the holder asked to wake.</summary>
    public static void Exit()
    {
        if (s_wakesCount != 0)
        {
            ExitAndWake();
            return;
        }

        Release();
    }

    /// <summary>
    /// Notes that a thread is to be woken when the lock is given up: woken earlier it would only find the lock held.
    /// </summary>
    internal static void WakeOnExit(ThreadBlock* block)
    {
        if (s_wakesCount == WakesCapacity)
        {
            Host.Wake(ref block->WakeWord);
            return;
        }

        s_wakes[s_wakesCount++] = (ulong)block;
    }

    private static void EnterContended()
    {
        // What is done under the lock mostly takes less time than to sleep and be woken.
        for (int i = 0; i < Spins && Host.CpuCount > 1; i++)
        {
            if (Volatile.Read(ref s_word) == Free && Interlocked.CompareExchange(ref s_word, Held, Free) == Free)
                return;
        }

        while (Interlocked.Exchange(ref s_word, Contended) != Free)
        {
            if (Capability.Processes)
                WaitWhileAlive();
            else
                Host.Wait(ref s_word, Contended, Clock.Never);
        }
    }

    /// <summary>
    /// Waits for the lock, and ends the sandbox when the host has ended the process of its holder: the state may be torn. A holder may
    /// also be slow, on a busy host, while another process has ended.
    /// </summary>
    private static void WaitWhileAlive()
    {
        const int Status = 134;
        uint takes = Volatile.Read(ref s_takes);
        long deadline = Clock.DeadlineAfter(Clock.Second);
        Host.Wait(ref s_word, Contended, deadline);
        if (Clock.Monotonic < deadline || Volatile.Read(ref s_takes) != takes || !HostEvents.HasVanished(Volatile.Read(ref s_holder)))
            return;

        // The console is not written to while something is to be done for the thread; the log is.
        ReadOnlySpan<byte> message = "litebox: the host ended a process inside the library OS\n"u8;
        if (Host.WriteConsole(2, message).Failed)
            HostLog.Write(message);
        Host.Exit(Status);
    }

    private static void Release()
    {
        if (Capability.Processes)
            s_holder = 0;
        if (Interlocked.Exchange(ref s_word, Free) == Contended)
            Host.Wake(ref s_word);
    }

    private static void ExitAndWake()
    {
        ulong* blocks = stackalloc ulong[WakesCapacity];
        int count = s_wakesCount;
        for (int i = 0; i < count; i++)
            blocks[i] = s_wakes[i];
        s_wakesCount = 0;
        Release();

        // A thread among them may have woken by itself and ended meanwhile. A host wake on a word that is gone does
        // nothing, and one on a word that is used again is a spurious wake, which every wait allows for.
        for (int i = 0; i < count; i++)
            Host.Wake(ref ((ThreadBlock*)blocks[i])->WakeWord);
    }
}
