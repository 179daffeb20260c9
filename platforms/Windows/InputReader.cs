using System;
using System.Runtime;
using System.Threading;

namespace LiteBox.South;

/// <summary>
/// A host thread that reads standard input where that may block: a read of a pipe or a terminal cannot be given up, and
/// whether one would block cannot be asked everywhere. It reads when somebody wants input, and what it read stays until it
/// is taken. It is started when it is first needed.
/// </summary>
internal static unsafe class InputReader
{
    private const int Idle = 0, Wanted = 1, Ready = 2;
    private const int BufferSize = 64 * 1024;
    private const nuint StackSize = 64 * 1024;
    private const long Moment = 5_000_000;

    private static SpinLock s_lock;
    private static byte* s_buffer;
    private static int s_state;
    private static int s_next;
    private static Result s_result;

    /// <summary>Takes input that is there, or asks for some. False when there is none yet.</summary>
    public static bool TryRead(Span<byte> destination, out Result result)
    {
        s_lock.Enter();
        result = Errno.ENOMEM;
        bool ready = true;
        if (Volatile.Read(ref s_state) == Ready)
        {
            result = Take(destination);
        }
        else if (Ask())
        {
            ready = false;
        }

        s_lock.Exit();
        return ready;
    }

    /// <summary>Whether a read would give something at once. Asks for input otherwise.</summary>
    public static bool IsReady()
    {
        s_lock.Enter();
        int before = Volatile.Read(ref s_state);
        bool asked = before == Ready || Ask();
        s_lock.Exit();
        if (before == Idle && asked)
        {
            // Whether there is input is known only after the reader has tried.
            Wait(TimeSource.Monotonic() + Moment);
        }

        return Volatile.Read(ref s_state) == Ready || !asked;
    }

    /// <summary>Sleeps until there is input, the deadline passes or the thread is interrupted.</summary>
    public static void Wait(long deadline)
    {
        fixed (int* state = &s_state)
        {
            WaitTable.Wait(state, Wanted, deadline);
        }
    }

    private static Result Take(Span<byte> destination)
    {
        int length = s_result.Failed ? 0 : int.Min(destination.Length, (int)s_result.Value - s_next);
        new ReadOnlySpan<byte>(s_buffer + s_next, length).CopyTo(destination);
        s_next += length;
        Result result = s_result.Failed ? s_result : length;
        if (s_result.Failed || s_next == (int)s_result.Value)
        {
            Volatile.Write(ref s_state, Idle);
        }

        return result;
    }

    /// <summary>Sets the reader to work. False when it cannot be started.</summary>
    private static bool Ask()
    {
        if (s_state != Idle)
        {
            return true;
        }

        bool first = s_buffer == null;
        if (first)
        {
            s_buffer = (byte*)HeapPages.Allocate(BufferSize);
            if (s_buffer == null)
            {
                return false;
            }
        }

        Volatile.Write(ref s_state, Wanted);
        if (!first)
        {
            WakeAll();
            return true;
        }

        nint thread = Windows.CreateThread(null, StackSize, Place.WorkerStart(), null, 0, null);
        if (thread == 0)
        {
            s_state = Idle;
            return false;
        }

        Windows.NtClose(thread);
        return true;
    }

    private static void WakeAll()
    {
        fixed (int* state = &s_state)
        {
            while (WaitTable.Wake(state))
            {
            }
        }
    }

    [RuntimeExport("litebox_worker_entry")]
    private static void Run()
    {
        fixed (int* state = &s_state)
        {
            while (true)
            {
                int seen;
                while ((seen = Volatile.Read(ref *state)) != Wanted)
                {
                    WaitTable.Wait(state, seen, long.MaxValue);
                }

                s_result = Consoles.Read(Consoles.Handle(0), s_buffer, BufferSize);
                s_next = 0;
                Volatile.Write(ref *state, Ready);
                WakeAll();
            }
        }
    }
}
