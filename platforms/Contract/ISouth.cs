using System;

namespace LiteBox.South;

/// <summary>
/// The one contract to the host. Everything the library OS needs from outside passes through here, and nothing else
/// does. A platform implements it as <c>readonly struct South : ISouth</c> in an assembly named LiteBox.South; a bundle
/// is compiled with one of them, so every call is direct and can be inlined.
/// <para>
/// Addresses and lengths of guest memory are multiples of 4096 and lie in [<see cref="GuestStart"/>,
/// <see cref="GuestEnd"/>); the caller owns the layout and guarantees it. Every member may be called by several threads
/// at once. No member calls back into the library OS.
/// </para>
/// </summary>
public interface ISouth
{
    /// <summary>
    /// Starts the platform. Called once, before any other member and before the core library's own start: a South keeps
    /// its state in plain static fields, never in objects. An error ends the sandbox, after the South has said why.
    /// </summary>
    static abstract Errno Start(ref BootBlock boot);

    /// <summary>Lowest guest address, at least 65,536.</summary>
    static abstract ulong GuestStart { get; }

    /// <summary>Highest guest address + 1. Nothing of the host or the library OS lies between the two.</summary>
    static abstract ulong GuestEnd { get; }

    /// <summary>Address of a vDSO (an ELF image in memory, vdso(7)) that guest code may call, or 0.</summary>
    static abstract ulong Vdso { get; }

    /// <summary>The AT_HWCAP and AT_HWCAP2 words for the guest's auxiliary vector.</summary>
    static abstract (ulong Hwcap, ulong Hwcap2) HardwareCapabilities { get; }

    /// <summary>The bundle's policy (see docs/ARCHITECTURE.md, "Bundle"), mapped for the life of the process.</summary>
    static abstract ReadOnlySpan<byte> Policy { get; }

    /// <summary>Address where the bundle's root file system image is mapped, read-only, for the life of the process.</summary>
    static abstract nuint RootImage { get; }

    /// <summary>Bytes of the root file system image.</summary>
    static abstract ulong RootImageSize { get; }

    /// <summary>Arguments of the host's command line without the bundle's own name: each zero-terminated, one after the other.</summary>
    static abstract ReadOnlySpan<byte> HostArguments { get; }

    /// <summary>Maps zero-filled private pages, in place of whatever was there.</summary>
    static abstract Errno Map(ulong address, ulong length, PageProtection protection);

    /// <summary>
    /// Maps a private, copy-on-write view of the root file system image from the page-aligned <paramref name="offset"/>,
    /// in place of whatever was there. Bytes past the end of the image are never asked for.
    /// </summary>
    static abstract Errno MapImage(ulong address, ulong length, PageProtection protection, ulong offset);

    /// <summary>Removes pages. Pages that are not mapped are passed over.</summary>
    static abstract Errno Unmap(ulong address, ulong length);

    /// <summary>Changes the protection of mapped pages.</summary>
    static abstract Errno Protect(ulong address, ulong length, PageProtection protection);

    /// <summary>Moves pages with their contents, in place of whatever was at <paramref name="to"/>; the old place is unmapped. The ranges do not overlap.</summary>
    static abstract Errno Move(ulong from, ulong to, ulong length);

    /// <summary>Gives private pages back: the next access reads zeros, or the image where they are a view of it.</summary>
    static abstract Errno Discard(ulong address, ulong length);

    /// <summary>
    /// Maps pages of the library OS (<see cref="AllocatePages"/>) into the guest, in place of whatever was there: both see
    /// the same memory, and so does every other place where they are mapped. The guest's view goes on to exist when the
    /// library OS gives the pages back, so it is unmapped before that. ENODEV where the host has no means for it. Asked only with
    /// <see cref="Capability.SharedMemory"/>.
    /// </summary>
    static abstract Errno MapPages(ulong address, ulong length, PageProtection protection, nuint pages);

    /// <summary>
    /// Copies from guest memory. Returns how many bytes were copied before the first inaccessible page: the length of
    /// <paramref name="destination"/> when all went well. Addresses outside the guest's range copy nothing.
    /// </summary>
    static abstract int CopyFromGuest(Span<byte> destination, ulong source);

    /// <summary>Copies to guest memory; the counterpart of <see cref="CopyFromGuest"/>.</summary>
    static abstract int CopyToGuest(ulong destination, ReadOnlySpan<byte> source);

    /// <summary>Loads an aligned 32-bit word of guest memory atomically. False when it is not accessible.</summary>
    static abstract bool TryLoad(ulong address, out uint value);

    /// <summary>
    /// Compare-exchange of an aligned 32-bit word of guest memory: stores <paramref name="value"/> where the word equals
    /// <paramref name="comparand"/> and gives what was there. False when the word is not accessible.
    /// </summary>
    static abstract bool TryCompareExchange(ulong address, uint value, uint comparand, out uint observed);

    /// <summary>Zero-filled, writable pages for the library OS itself, outside the guest's range. 0 when the host has no more.</summary>
    static abstract nuint AllocatePages(nuint length);

    /// <summary>Gives pages of <see cref="AllocatePages"/> back, all or a page-aligned part.</summary>
    static abstract void FreePages(nuint address, nuint length);

    /// <summary>Makes pages of <see cref="AllocatePages"/> zeros again, wherever they are mapped; the host may take the memory back until they are used.</summary>
    static abstract void ClearPages(nuint address, nuint length);

    /// <summary>
    /// Makes a thread block with its kernel stack and extended-state area, zeroed but for the fields that the South owns.
    /// The result is null when memory or threads have run out.
    /// </summary>
    static abstract ref ThreadBlock CreateThreadBlock();

    /// <summary>
    /// Starts a host thread that enters guest code with the registers of <paramref name="block"/> (all of them, with
    /// FS base and extended state). On failure the block is freed.
    /// </summary>
    static abstract Errno StartThread(ref ThreadBlock block);

    /// <summary>Ends the calling thread; its block, stack and area are freed. Does not return.</summary>
    static abstract void ExitThread(ref ThreadBlock block);

    /// <summary>
    /// Makes the thread leave guest code soon. The caller has set <see cref="ThreadBlock.PendingWork"/>; when the thread
    /// is already inside the library OS this does nothing, since its return path looks at that word.
    /// </summary>
    static abstract void Interrupt(ref ThreadBlock block);

    /// <summary>
    /// Stores the stack pointer and the callee-saved registers of the calling thread in
    /// <see cref="ThreadBlock.BlockedStackPointer"/> and <see cref="ThreadBlock.BlockedRegisters"/>, just before it gives
    /// up the lock to block: what its callers hold in registers is seen by the collector like that.
    /// </summary>
    static abstract void RecordStack(ref ThreadBlock block);

    /// <summary>
    /// Sleeps while <paramref name="word"/> equals <paramref name="expected"/>, until a wake or until the monotonic clock
    /// reaches <paramref name="deadline"/> (nanoseconds; long.MaxValue: no deadline). May return early for no reason.
    /// </summary>
    static abstract void Wait(ref int word, int expected, long deadline);

    /// <summary>Wakes one thread that sleeps on <paramref name="word"/>.</summary>
    static abstract void Wake(ref int word);

    /// <summary>Lets other threads run that are ready. Called without the lock; the collector does not look at the caller's stack meanwhile.</summary>
    static abstract void Yield();

    /// <summary>
    /// Returns when every other thread has passed a barrier since the call, or will before it runs guest code. ENOSYS where the
    /// host has no means for it.
    /// </summary>
    static abstract Errno Barrier(BarrierKind kind);

    /// <summary>The calling thread's guest FS base.</summary>
    static abstract ulong ReadFsBase(ref ThreadBlock block);

    /// <summary>Sets the calling thread's guest FS base.</summary>
    static abstract void WriteFsBase(ref ThreadBlock block, ulong value);

    /// <summary>What CPUID gives for a leaf: EAX, EBX, ECX and EDX of the CPU that the guest runs on.</summary>
    static abstract void Cpuid(uint leaf, uint subleaf, Span<uint> registers);

    /// <summary>Bytes of the guest's extended state in the standard format of XSAVE, header included.</summary>
    static abstract int ExtendedStateSize { get; }

    /// <summary>The state components that the area holds: the value for XSTATE_BV requests, XCR0 of the host without <see cref="StateComponents.LeftOut"/>.</summary>
    static abstract ulong ExtendedStateMask { get; }

    /// <summary>
    /// Fills <see cref="ThreadBlock.ExtendedState"/> with the vector state that the guest had when the calling thread
    /// entered the library OS. Nothing is done when <see cref="ThreadBlock.FullReturn"/> says that it is there already.
    /// The return path loads it only if FullReturn is set.
    /// </summary>
    static abstract void SaveExtendedState(ref ThreadBlock block);

    /// <summary>Nanoseconds of CLOCK_MONOTONIC.</summary>
    static abstract long Monotonic();

    /// <summary>Nanoseconds since 1970 of CLOCK_REALTIME.</summary>
    static abstract long Realtime();

    /// <summary>Nanoseconds of CPU time of the calling thread or of the whole process; -1 where the host cannot tell.</summary>
    static abstract long CpuTime(bool thread);

    /// <summary>Nanoseconds of CPU time of a thread that need not be the calling one; -1 where the host cannot tell.</summary>
    static abstract long ThreadCpuTime(ref ThreadBlock block);

    /// <summary>Fills the span with random bytes from the host's or the CPU's generator. Never a fixed seed.</summary>
    static abstract void FillRandom(Span<byte> destination);

    /// <summary>Number of CPUs that the process may use, at least 1.</summary>
    static abstract int CpuCount { get; }

    /// <summary>What lies behind stream 0, 1 or 2.</summary>
    static abstract ConsoleKind Console(int stream);

    /// <summary>Rows and columns of a terminal; zeros for anything else.</summary>
    static abstract (int Rows, int Columns) ConsoleSize(int stream);

    /// <summary>Reads from a stream: blocks until there is a byte. 0 is the end. EINTR when the thread was interrupted.</summary>
    static abstract Result ReadConsole(int stream, Span<byte> destination);

    /// <summary>Writes to a stream; may write less. EINTR when the thread was interrupted, EPIPE when the reader is gone.</summary>
    static abstract Result WriteConsole(int stream, ReadOnlySpan<byte> source);

    /// <summary>
    /// Whether a read (or a write) of the stream would not block. Waits for it until the deadline (monotonic nanoseconds;
    /// 0 asks and returns at once). EINTR when the thread was interrupted.
    /// </summary>
    static abstract Result PollConsole(int stream, bool write, long deadline);

    /// <summary>Ends the whole sandbox with this exit status (0..255). Does not return.</summary>
    static abstract void Exit(int status);

    /// <summary>Ends the whole sandbox as if this signal had killed it, or with status 128 + signal where the host has no signals. Does not return.</summary>
    static abstract void ExitBySignal(int signal);

    /// <summary>
    /// Draws the final line: from here on the host allows only what the library OS needs while the guest runs. Called
    /// once, before the first guest instruction. An error ends the sandbox.
    /// </summary>
    static abstract Errno Seal();
}
