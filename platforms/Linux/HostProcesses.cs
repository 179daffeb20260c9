using System.Threading;

namespace LiteBox.South;

/// <summary>
/// Processes of the host that share the library OS's memory (<see cref="SharedRegion"/>), its descriptors and nothing else.
/// All are children of the first one, which therefore hears of the end of each.
/// </summary>
public readonly unsafe struct HostProcesses : IHostProcesses
{
    // Set by whoever hears of the end of a process.
    private static int s_ended;

    // The last generation that a process got; that of the first one is 0.
    private static uint s_generation;

    /// <inheritdoc/>
    public static bool Exist => true;

    /// <inheritdoc/>
    public static Errno Start(ref ThreadBlock block)
    {
        ThreadBlock* pointer = South.Pointer(ref block);
        ThreadState* state = ThreadState.Of(pointer);
        nuint* stack = South.StartFrame(pointer);
        state->StartsProcess = 1;
        state->Generation = ++s_generation;
        ThreadRegister.Note(pointer, state->FsBase);

        // The child has them as the caller has them.
        South.Guard(pointer, ThreadState.Of(South.Current())->Generation);

        // The child has the caller's stack for signal handlers and its thread block until it has taken its own.
        ulong all = ulong.MaxValue, none = 0;
        Host.SetMask(&all);
        nint result = South.IsOfFirstProcess(South.Current())
            ? Host.CloneProcess(stack, &state->ThreadId, block.Registers.FsBase)
            : Host.CloneSibling(stack, &state->ThreadId, block.Registers.FsBase);
        if (result > 0)
        {
            state->ProcessId = (uint)result;
        }

        Host.SetMask(&none);
        if (result > 0)
        {
            return Errno.None;
        }

        South.Discard(pointer);
        return (Errno)(int)-result;
    }

    /// <inheritdoc/>
    public static void End(ref ThreadBlock block, int status, bool bySignal)
    {
        // The stack is still in use; the block is taken again only when the kernel has marked its thread as gone.
        South.AddFree(South.Pointer(ref block));
        if (bySignal)
        {
            South.DieOf(status);
        }

        while (true)
        {
            Host.Exit((uint)(status & 0xFF));
        }
    }

    /// <inheritdoc/>
    public static void Continue(ref ThreadBlock block) => Stub.Continue();

    /// <inheritdoc/>
    public static bool TakeEnded() => Volatile.Read(ref s_ended) != 0 && Interlocked.Exchange(ref s_ended, 0) != 0;

    /// <inheritdoc/>
    public static bool HearsOfEnds(ref ThreadBlock block) => South.IsOfFirstProcess(South.Pointer(ref block));

    /// <inheritdoc/>
    public static bool IsAlive(ref ThreadBlock block)
    {
        ThreadState* state = ThreadState.Of(South.Pointer(ref block));

        // The kernel marks only what it was told to mark, which is the first thing that a thread does. Who asks without the lock may
        // have another thread in the block by now.
        int id = Volatile.Read(ref state->ThreadId);
        if (IsStarting(ref block) && Host.Probe(state->ProcessId, (uint)id) == -(nint)Errno.ESRCH)
        {
            Interlocked.CompareExchange(ref state->ThreadId, id | RobustList.OwnerDied, id);
        }

        return !state->HasDied;
    }

    /// <inheritdoc/>
    public static bool IsStarting(ref ThreadBlock block)
    {
        ThreadState* state = ThreadState.Of(South.Pointer(ref block));
        return Volatile.Read(ref state->IsMarked) == 0 && state->IsRunning;
    }

    /// <inheritdoc/>
    public static void Free(ref ThreadBlock block) => South.AddFree(South.Pointer(ref block));

    /// <inheritdoc/>
    public static long CpuTime(ref ThreadBlock block)
    {
        // CPUCLOCK_SCHED of a process: its complement, shifted by three (clock_getcpuclockid(3)).
        const uint Scheduled = 2;
        uint clock = (~ThreadState.Of(South.Pointer(ref block))->ProcessId << 3) | Scheduled;
        Timespec time = default;
        return Host.ClockGetTimeOf(clock, &time) == 0 ? time.ToNanoseconds() : -1;
    }

    /// <summary>The signal handler has heard that a process ended, or the first one.</summary>
    internal static void NoteEnded() => Volatile.Write(ref s_ended, 1);

    /// <summary>
    /// The first thread of a new process, which has taken its block: it wants to hear of the first one's end and takes signals.
    /// </summary>
    internal static void Enter(ThreadBlock* block)
    {
        ThreadState* state = ThreadState.Of(block);
        state->StartsProcess = 0;
        state->ProcessId = (uint)state->ThreadId;
        Host.SetParentDeathSignal();
        ulong none = 0;
        Host.SetMask(&none);
    }
}
