using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace LiteBox.North;

/// <summary>
/// All timers that run, as a binary heap by deadline, and the one host thread that waits for the earliest. The thread is
/// started with the first timer: most programs have none.
/// </summary>
public static class TimerQueue
{
    private static readonly List<Timer> s_heap = new();
    private static readonly WaitQueue s_serviceEnds = new();
    private static Thread? s_service;

    /// <summary>The service thread's life. Called with the lock held; does not return.</summary>
    public static void Serve(Thread service)
    {
        while (!service.MustEnd)
        {
            ExpireDue();
            service.SleepOnce(s_heap.Count == 0 ? Clock.Never : s_heap[0].Deadline);
        }

        s_service = null;
        s_serviceEnds.Wake();
        Kernel.Forget(service);
        ref ThreadBlock block = ref service.Block;
        BigLock.Exit();
        Host.ExitThread(ref block);
    }

    /// <summary>
    /// The last thread of a process is about to end: where its memory goes with it, so does the host process, and the
    /// service thread must not be in there. Another process starts it again when there are timers left.
    /// </summary>
    internal static void LeaveHost(Thread last)
    {
        Memory memory = last.Process.Memory;

        // While the caller sleeps it may have to start another one itself (HostEvents.Look).
        while (s_service is { } service && service.Process.Memory == memory && !memory.IsShared)
        {
            service.RequestEnd();
            last.SleepUntilWoken(s_serviceEnds);
        }

        if (s_service is null && s_heap.Count != 0)
            HostEvents.AskForService(last.Process);
    }

    /// <summary>Starts the service thread in a process if there are timers and no thread; true when all is well.</summary>
    internal static bool EnsureService(Process process) => s_heap.Count == 0 || s_service is not null || StartService(process) == Errno.None;

    /// <summary>Forgets a service thread whose process the host ended; true when another is needed.</summary>
    internal static bool LoseService()
    {
        if (s_service is not { } service || HostProcesses.IsAlive(ref service.Block))
            return false;
        HostProcesses.Free(ref service.Block);
        Kernel.Forget(service);
        s_service = null;
        return s_heap.Count != 0;
    }

    /// <summary>Expires what is due. The service thread does this; tests do it by hand.</summary>
    internal static void ExpireDue()
    {
        long now = Clock.Monotonic;
        while (s_heap.Count != 0 && s_heap[0].Deadline <= now)
        {
            Timer timer = s_heap[0];
            Remove(timer);
            if (timer.Expire(now))
                Insert(timer);
        }
    }

    internal static void Reset()
    {
        for (int i = 0; i < s_heap.Count; i++)
            s_heap[i].HeapIndex = -1;
        s_heap.Clear();
        s_service = null;
    }

    internal static Errno Add(Timer timer, Process process)
    {
        if (s_service is null)
        {
            Errno error = StartService(process);
            if (error != Errno.None)
                return error;
        }

        Insert(timer);
        if (s_heap[0] == timer)
            s_service!.WakeUp();
        return Errno.None;
    }

    internal static void Remove(Timer timer)
    {
        int index = timer.HeapIndex;
        if (index < 0)
            return;
        timer.HeapIndex = -1;
        int last = s_heap.Count - 1;
        Timer moved = s_heap[last];
        s_heap.RemoveAt(last);
        if (index == last)
            return;
        Put(moved, index);
        SiftUp(index);
        SiftDown(moved.HeapIndex);
    }

    private static Errno StartService(Process process)
    {
        ref ThreadBlock block = ref Host.CreateThreadBlock();
        if (Unsafe.IsNullRef(ref block))
            return Errno.EAGAIN;
        Thread service = Kernel.CreateService(process, ref block);

        // It must not take signals that the host would deliver, nor ever reach guest code: the entry looks at this first.
        block.PendingWork = 1;
        Errno error = Host.StartThread(ref block);
        if (error != Errno.None)
        {
            Kernel.Forget(service);
            return Errno.EAGAIN;
        }

        s_service = service;
        return Errno.None;
    }

    private static void Insert(Timer timer)
    {
        s_heap.Add(timer);
        timer.HeapIndex = s_heap.Count - 1;
        SiftUp(timer.HeapIndex);
    }

    private static void SiftUp(int index)
    {
        Timer timer = s_heap[index];
        while (index > 0 && s_heap[(index - 1) / 2].Deadline > timer.Deadline)
        {
            Put(s_heap[(index - 1) / 2], index);
            index = (index - 1) / 2;
        }

        Put(timer, index);
    }

    private static void SiftDown(int index)
    {
        Timer timer = s_heap[index];
        while (true)
        {
            int child = index * 2 + 1;
            if (child >= s_heap.Count)
                break;
            if (child + 1 < s_heap.Count && s_heap[child + 1].Deadline < s_heap[child].Deadline)
                child++;
            if (s_heap[child].Deadline >= timer.Deadline)
                break;
            Put(s_heap[child], index);
            index = child;
        }

        Put(timer, index);
    }

    private static void Put(Timer timer, int index)
    {
        s_heap[index] = timer;
        timer.HeapIndex = index;
    }
}
