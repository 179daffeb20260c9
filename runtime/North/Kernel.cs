using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace LiteBox.North;

/// <summary>The root of everything the library OS knows: its threads and processes.</summary>
public static class Kernel
{
    /// <summary>Number of the parent of the first process: an init that is not there.</summary>
    public const int InitId = 1;

    // Two levels, of which the upper never changes: a call that runs without the lock may look a thread up at any time.
    private const int ThreadsPerChunk = 256;
    private static readonly Thread?[][] s_threads = new Thread?[256][];
    private static readonly Dictionary<int, Thread> s_threadsById = new();
    private static readonly Dictionary<int, Process> s_processes = new();
    private static readonly List<Process> s_processList = new();
    private static int s_lastId;

    /// <summary>The guest's name for the machine (uname(2)).</summary>
    public static byte[] HostName { get; set; } = [];

    /// <summary>The NIS domain name that uname(2) gives; empty: none was set.</summary>
    public static byte[] DomainName { get; set; } = [];

    /// <summary>The bundle's policy.</summary>
    public static Policy Policy { get; private set; } = Policy.Empty;

    /// <summary>Most threads of all processes (kernel.threads-max).</summary>
    public const int MostThreads = 65_000;

    /// <summary>Number of threads of all processes.</summary>
    public static int ThreadCount => s_threadsById.Count;

    /// <summary>Starts anew: nothing of an earlier run remains.</summary>
    public static void Start(Policy policy)
    {
        System.Array.Clear(s_threads);
        s_threadsById.Clear();
        s_processes.Clear();
        s_processList.Clear();
        s_lastId = InitId;
        if (Capability.Timers)
            TimerQueue.Reset();
        if (Capability.Processes)
            HostEvents.Reset();
        if (Capability.SystemVIpc)
            IpcTables.Reset();
        Policy = policy;
        HostName = policy.HostName;
    }

    /// <summary>The thread whose block this is.</summary>
    public static Thread ThreadOf(ref ThreadBlock block) =>
#if FREESTANDING
        Unsafe.As<ulong, Thread>(ref block.LibraryThread);
#else
        s_threads[block.LibraryThread / ThreadsPerChunk][block.LibraryThread % ThreadsPerChunk]!;
#endif

    /// <summary>From now on the block is that of <paramref name="thread"/>.</summary>
    internal static void SetThread(ref ThreadBlock block, Thread thread)
    {
#if FREESTANDING
        // The table keeps the object, and the heap does not move it.
        block.LibraryThread = Unsafe.As<Thread, ulong>(ref thread);
#else
        block.LibraryThread = (ulong)thread.Index;
#endif
    }

    /// <summary>
    /// The first block at <paramref name="index"/> or after it, with its index; false when there are no more. For the
    /// collector: allocates nothing.
    /// </summary>
    public static unsafe bool TryGetBlock(ref int index, out ThreadBlock* block)
    {
        for (; index < s_threads.Length * ThreadsPerChunk; index++)
        {
            Thread?[]? threads = s_threads[index / ThreadsPerChunk];
            if (threads is null)
                break;
            if (threads[index % ThreadsPerChunk] is not { } thread)
                continue;
            block = (ThreadBlock*)Unsafe.AsPointer(ref thread.Block);
            return true;
        }

        block = null;
        return false;
    }

    /// <summary>The thread with a number; null when there is none.</summary>
    public static Thread? FindThread(int id) => s_threadsById.TryGetValue(id, out Thread? thread) ? thread : null;

    /// <summary>The process with a number; null when there is none.</summary>
    public static Process? FindProcess(int id) => s_processes.TryGetValue(id, out Process? process) ? process : null;

    /// <summary>Number of processes, those included that have ended and that nobody has waited for.</summary>
    public static int ProcessCount => s_processList.Count;

    /// <summary>The processes, in the order of their start.</summary>
    public static Process ProcessAt(int index) => s_processList[index];

    /// <summary>True when there is another process than <paramref name="process"/> that has not ended.</summary>
    public static bool HasOtherProcesses(Process process)
    {
        for (int i = 0; i < s_processList.Count; i++)
        {
            if (s_processList[i] != process && !s_processList[i].IsZombie)
                return true;
        }

        return false;
    }

    /// <summary>The process with the lowest number above <paramref name="id"/>; null when there is none.</summary>
    public static Process? NextProcess(int id)
    {
        Process? next = null;
        for (int i = 0; i < s_processList.Count; i++)
        {
            Process process = s_processList[i];
            if (process.Id > id && (next is null || process.Id < next.Id))
                next = process;
        }

        return next;
    }

    /// <summary>Number of threads in processes of a user.</summary>
    public static int CountThreadsOf(uint user)
    {
        int count = 0;
        for (int i = 0; i < s_processList.Count; i++)
        {
            if (s_processList[i].Credentials.RealUser == user)
                count += s_processList[i].Threads.Count;
        }

        return count;
    }

    /// <summary>A new process with one thread on <paramref name="block"/>.</summary>
    public static Thread CreateProcess(Process? parent, ref ThreadBlock block, ProcessSharing sharing = ProcessSharing.None)
    {
        int id = NextId();
        Process process = new(id, parent, sharing);
        s_processes.Add(id, process);
        s_processList.Add(process);
        return AddThread(process, id, ref block);
    }

    /// <summary>A new thread of a process on <paramref name="block"/>.</summary>
    public static Thread CreateThread(Process process, ref ThreadBlock block) => AddThread(process, NextId(), ref block);

    /// <summary>A thread that serves the library OS itself: it never runs guest code and no process has it.</summary>
    internal static Thread CreateService(Process process, ref ThreadBlock block)
    {
        Thread thread = new(process, 0, ref block) { IsService = true };
        Register(thread, ref block);
        return thread;
    }

    /// <summary>Forgets a thread that ends, or never ran. Its process stays.</summary>
    internal static void Forget(Thread thread)
    {
        s_threads[thread.Index / ThreadsPerChunk][thread.Index % ThreadsPerChunk] = null;
        s_threadsById.Remove(thread.Id);
        thread.Process.Threads.Remove(thread);
    }

    /// <summary>A process is gone and its number is free.</summary>
    internal static void ForgetProcess(Process process)
    {
        s_processes.Remove(process.Id);
        s_processList.Remove(process);
    }

    /// <summary>The thread takes the number of its process, as the one that calls execve does.</summary>
    public static void MakeLeader(Thread thread)
    {
        if (thread.Id == thread.Process.Id)
            return;
        s_threadsById.Remove(thread.Id);
        thread.Id = thread.Process.Id;
        thread.Process.Leader = thread;
        s_threadsById[thread.Id] = thread;
    }

    private static Thread AddThread(Process process, int id, ref ThreadBlock block)
    {
        Thread thread = new(process, id, ref block);
        Register(thread, ref block);
        s_threadsById.Add(id, thread);
        process.Threads.Add(thread);
        if (id == process.Id)
            process.Leader = thread;
        return thread;
    }

    private static void Register(Thread thread, ref ThreadBlock block)
    {
        for (int chunk = 0; ; chunk++)
        {
            Thread?[] threads = s_threads[chunk] ??= new Thread?[ThreadsPerChunk];
            for (int i = 0; i < ThreadsPerChunk; i++)
            {
                if (threads[i] is not null)
                    continue;
                threads[i] = thread;
                thread.Index = chunk * ThreadsPerChunk + i;
                SetThread(ref block, thread);
                return;
            }
        }
    }

    private static int NextId()
    {
        const int Limit = 4_194_304;
        do
            s_lastId = s_lastId + 1 >= Limit ? InitId + 1 : s_lastId + 1;
        while (s_threadsById.ContainsKey(s_lastId) || s_processes.ContainsKey(s_lastId));
        return s_lastId;
    }
}
