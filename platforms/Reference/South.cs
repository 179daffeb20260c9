using System;

namespace LiteBox.South;

/// <summary>
/// The South that the layers above are compiled against, so that none of them can reach around the contract. A bundle
/// and a test bring the real one, an assembly of the same name; this one is never run.
/// </summary>
public readonly struct South : ISouth
{
    /// <inheritdoc/>
    public static Errno Start(ref BootBlock boot) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static ulong GuestStart => throw new NotSupportedException();

    /// <inheritdoc/>
    public static ulong GuestEnd => throw new NotSupportedException();

    /// <inheritdoc/>
    public static ulong Vdso => throw new NotSupportedException();

    /// <inheritdoc/>
    public static (ulong Hwcap, ulong Hwcap2) HardwareCapabilities => throw new NotSupportedException();

    /// <inheritdoc/>
    public static ReadOnlySpan<byte> Policy => throw new NotSupportedException();

    /// <inheritdoc/>
    public static nuint RootImage => throw new NotSupportedException();

    /// <inheritdoc/>
    public static ulong RootImageSize => throw new NotSupportedException();

    /// <inheritdoc/>
    public static ReadOnlySpan<byte> HostArguments => throw new NotSupportedException();

    /// <inheritdoc/>
    public static Errno Map(ulong address, ulong length, PageProtection protection) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static Errno MapImage(ulong address, ulong length, PageProtection protection, ulong offset) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static Errno Unmap(ulong address, ulong length) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static Errno Protect(ulong address, ulong length, PageProtection protection) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static Errno Move(ulong from, ulong to, ulong length) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static Errno Discard(ulong address, ulong length) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static Errno MapPages(ulong address, ulong length, PageProtection protection, nuint pages) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static int CopyFromGuest(Span<byte> destination, ulong source) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static int CopyToGuest(ulong destination, ReadOnlySpan<byte> source) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static bool TryLoad(ulong address, out uint value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static bool TryCompareExchange(ulong address, uint value, uint comparand, out uint observed) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static nuint AllocatePages(nuint length) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static void FreePages(nuint address, nuint length) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static void ClearPages(nuint address, nuint length) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static ref ThreadBlock CreateThreadBlock() => throw new NotSupportedException();

    /// <inheritdoc/>
    public static Errno StartThread(ref ThreadBlock block) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static void ExitThread(ref ThreadBlock block) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static void Interrupt(ref ThreadBlock block) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static void RecordStack(ref ThreadBlock block) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static void Wait(ref int word, int expected, long deadline) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static void Wake(ref int word) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static void Yield() => throw new NotSupportedException();

    /// <inheritdoc/>
    public static Errno Barrier(BarrierKind kind) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static ulong ReadFsBase(ref ThreadBlock block) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static void WriteFsBase(ref ThreadBlock block, ulong value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static int ExtendedStateSize => throw new NotSupportedException();

    /// <inheritdoc/>
    public static ulong ExtendedStateMask => throw new NotSupportedException();

    /// <inheritdoc/>
    public static void SaveExtendedState(ref ThreadBlock block) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static long Monotonic() => throw new NotSupportedException();

    /// <inheritdoc/>
    public static long Realtime() => throw new NotSupportedException();

    /// <inheritdoc/>
    public static long CpuTime(bool thread) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static long ThreadCpuTime(ref ThreadBlock block) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static void FillRandom(Span<byte> destination) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static void Cpuid(uint leaf, uint subleaf, Span<uint> registers) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static int CpuCount => throw new NotSupportedException();

    /// <inheritdoc/>
    public static ConsoleKind Console(int stream) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static (int Rows, int Columns) ConsoleSize(int stream) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static Result ReadConsole(int stream, Span<byte> destination) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static Result WriteConsole(int stream, ReadOnlySpan<byte> source) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static Result PollConsole(int stream, bool write, long deadline) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static void Exit(int status) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static void ExitBySignal(int signal) => throw new NotSupportedException();

    /// <inheritdoc/>
    public static Errno Seal() => throw new NotSupportedException();
}
