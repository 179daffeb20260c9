namespace LiteBox.South;

/// <summary>
/// How threads are told apart without a GS base, on a host where programs cannot write one themselves (before Linux 5.9, and some
/// virtual machines): there each switch to a thread that has one costs microseconds, as much as several system calls.
/// <para>
/// The C library of a thread lets its FS base point to a word that holds the FS base (System V ABI, thread-local storage: the thread
/// pointer). Bits 16 to 31 of that word number a place in a table of blocks. Threads of other programs, and those for whose place
/// another one lives, have a GS base. The table lies at an address that fits into an instruction, and ahead of it what trampolines
/// look at with a GS base of 0: the entry. Both are memory of one process, which nobody can write but for the moment of a change: the
/// guest's stray writes there fault.
/// </para>
/// </summary>
internal static unsafe class ThreadRegister
{
    private const ulong Size = ThreadPlaces.End - ThreadPlaces.Entry;

    private static bool s_exists;

    /// <summary>Makes the table if it is of use; without it all threads have a GS base.</summary>
    public static void Create()
    {
        if (!Capability.Guest || ProcessStack.HasFsGsBase)
        {
            return;
        }

        s_exists = (ulong)Host.MapLow(ThreadPlaces.Entry, Size) == ThreadPlaces.Entry;
        if (s_exists)
        {
            *(nuint*)ThreadPlaces.Entry = Place.LowSyscallEntry();
            Protect(PageProtection.Read);
        }
    }

    /// <summary>Gives a thread with this FS base its place; false when it needs a GS base.</summary>
    public static bool Enter(ThreadBlock* block, ulong fsBase)
    {
        ThreadState* state = ThreadState.Of(block);
        if (!PointsToItself(fsBase))
        {
            return false;
        }

        ThreadBlock* other = *Slot(PlaceOf(fsBase));
        if (other != null && other != block && IsAt(other, PlaceOf(fsBase), state->ProcessId))
        {
            return false;
        }

        state->Place = PlaceOf(fsBase) + 1;
        Put(block);
        return true;
    }

    /// <summary>The same for the first thread of a process that is to be started, which puts itself there by <see cref="Put"/>.</summary>
    public static void Note(ThreadBlock* block, ulong fsBase)
    {
        if (PointsToItself(fsBase))
        {
            ThreadState.Of(block)->Place = PlaceOf(fsBase) + 1;
        }
    }

    /// <summary>Puts a block at its place.</summary>
    public static void Put(ThreadBlock* block)
    {
        ThreadBlock** slot = Slot(ThreadState.Of(block)->Place - 1);
        if (*slot == block)
        {
            return;
        }

        Protect(PageProtection.Read | PageProtection.Write);
        *slot = block;
        Protect(PageProtection.Read);
    }

    private static void Protect(PageProtection protection) => Host.Protect(ThreadPlaces.Entry, Size, (uint)protection);

    private static bool PointsToItself(ulong fsBase)
    {
        ulong word = 0;
        return s_exists && fsBase - South.GuestStart < South.GuestEnd - South.GuestStart && Stub.GuestCopy((byte*)&word, (byte*)fsBase, sizeof(ulong)) == sizeof(ulong)
            && word == fsBase;
    }

    private static bool IsAt(ThreadBlock* block, int place, uint process)
    {
        ThreadState* state = ThreadState.Of(block);
        return state->Place == place + 1 && state->ProcessId == process && state->IsRunning;
    }

    private static int PlaceOf(ulong fsBase) => (ushort)(fsBase >> (8 * ThreadPlaces.PlaceOffset));

    private static ThreadBlock** Slot(int place) => (ThreadBlock**)ThreadPlaces.Table + place;
}
