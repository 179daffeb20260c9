using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;

namespace LiteBox.North;

/// <summary>
/// The host's handles of sockets, between those who close them and the threads that use one without the lock
/// (<see cref="RecentStreams"/>). A thread says which handle it uses before it looks at <see cref="Generation"/>; who closes
/// a handle moves the generation on before looking who uses it. So one of the two sees the other, and a handle that the host may
/// give to another socket is never used for this one.
/// </summary>
internal static class HostHandles
{
    private static readonly List<int> s_closing = new();
    private static State s_state = new() { Generation = 1 };

    /// <summary>Differs from an earlier value when a descriptor may have become that of another socket since. Never 0.</summary>
    public static ulong Generation => Volatile.Read(ref s_state.Generation);

    /// <summary>True when a handle waits for the thread that uses it.</summary>
    public static bool AreClosing => Volatile.Read(ref s_state.ClosingCount) != 0;

    /// <summary>What threads know of descriptors is out of date: one was closed, or its socket waits where it did not.</summary>
    public static void Forget() => Volatile.Write(ref s_state.Generation, s_state.Generation + 1);

    /// <summary>Closes a handle now, or when the last call that uses it is over.</summary>
    public static void Close(int handle)
    {
        Forget();
        Interlocked.MemoryBarrier();
        if (!IsInUse(handle))
        {
            HostSockets.Close(handle);
            return;
        }

        s_closing.Add(handle);
        Volatile.Write(ref s_state.ClosingCount, s_closing.Count);
        Interlocked.MemoryBarrier();

        // The call may have ended before the count said that it is waited for.
        CloseUnused();
    }

    /// <summary>Closes the handles that nobody uses any more.</summary>
    public static void CloseUnused()
    {
        for (int i = s_closing.Count - 1; i >= 0; i--)
        {
            int handle = s_closing[i];
            if (IsInUse(handle))
                continue;
            s_closing.RemoveAt(i);
            HostSockets.Close(handle);
        }

        Volatile.Write(ref s_state.ClosingCount, s_closing.Count);
    }

    /// <summary>The same from outside the lock.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void CloseUnusedNow()
    {
        BigLock.Enter();
        CloseUnused();
        BigLock.Exit();
    }

    // All processes have the same handles.
    private static bool IsInUse(int handle)
    {
        for (int i = 0; i < Kernel.ProcessCount; i++)
        {
            List<Thread> threads = Kernel.ProcessAt(i).Threads;
            for (int j = 0; j < threads.Count; j++)
            {
                if (threads[j].Streams is { } streams && streams.IsInUse(handle))
                    return true;
            }
        }

        return false;
    }

    // Beside each other, so that one look at memory brings both.
    private struct State
    {
        public ulong Generation;
        public int ClosingCount;
    }
}
