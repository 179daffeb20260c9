using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace LiteBox.South;

/// <summary>
/// A host that is simulated on ordinary .NET, so that tests drive the library OS with a debugger at hand. Guest code
/// does not run; the test plays it. <see cref="Simulation"/> has the controls.
/// </summary>
public readonly unsafe struct South : ISouth
{
    /// <inheritdoc/>
    public static Errno Start(ref BootBlock boot) => Errno.None;

    private const int StateBytes = 832;

    /// <inheritdoc/>
    public static ulong GuestStart => 0x1_0000;

    /// <inheritdoc/>
    public static ulong GuestEnd => 0x5000_0000_0000;

    /// <inheritdoc/>
    public static ulong Vdso => 0;

    /// <inheritdoc/>
    public static (ulong Hwcap, ulong Hwcap2) HardwareCapabilities => (0x0178_BFBFF, 2);

    /// <inheritdoc/>
    public static ReadOnlySpan<byte> Policy => Simulation.Policy;

    /// <inheritdoc/>
    public static nuint RootImage => Simulation.RootImage;

    /// <inheritdoc/>
    public static ulong RootImageSize => Simulation.RootImageSize;

    /// <inheritdoc/>
    public static ReadOnlySpan<byte> HostArguments => Simulation.HostArguments;

    /// <inheritdoc/>
    public static int ExtendedStateSize => StateBytes;

    /// <inheritdoc/>
    public static ulong ExtendedStateMask => 7;

    /// <inheritdoc/>
    public static void Cpuid(uint leaf, uint subleaf, Span<uint> registers)
    {
        (int a, int b, int c, int d) = System.Runtime.Intrinsics.X86.X86Base.CpuId((int)leaf, (int)subleaf);
        (registers[0], registers[1], registers[2], registers[3]) = ((uint)a, (uint)b, (uint)c, (uint)d);
    }

    /// <inheritdoc/>
    public static int CpuCount => 4;

    /// <inheritdoc/>
    public static Errno Map(ulong address, ulong length, PageProtection protection)
    {
        CheckRange(address, length);
        if (Simulation.Fails())
            return Errno.ENOMEM;
        lock (Simulation.Park)
            Simulation.Pages.Map(address, length, protection, null);
        return Errno.None;
    }

    /// <inheritdoc/>
    public static Errno MapImage(ulong address, ulong length, PageProtection protection, ulong offset)
    {
        CheckRange(address, length);
        if (offset % 4096 != 0 || offset + length > Simulation.RootImageSize)
            throw new InvalidOperationException("A view of the image must be aligned and lie inside it.");
        if (Simulation.Fails())
            return Errno.ENOMEM;
        lock (Simulation.Park)
            Simulation.Pages.Map(address, length, protection, offset);
        return Errno.None;
    }

    /// <inheritdoc/>
    public static Errno Unmap(ulong address, ulong length)
    {
        CheckRange(address, length);
        lock (Simulation.Park)
            Simulation.Pages.Unmap(address, length);
        return Errno.None;
    }

    /// <inheritdoc/>
    public static Errno Protect(ulong address, ulong length, PageProtection protection)
    {
        CheckRange(address, length);
        if (Simulation.Fails())
            return Errno.ENOMEM;
        lock (Simulation.Park)
            return Simulation.Pages.Protect(address, length, protection) ? Errno.None : throw new InvalidOperationException("Protect of pages that are not mapped.");
    }

    /// <inheritdoc/>
    public static Errno Move(ulong from, ulong to, ulong length)
    {
        CheckRange(from, length);
        CheckRange(to, length);
        if (from < to + length && to < from + length)
            throw new InvalidOperationException("The ranges of a move overlap.");
        if (Simulation.Fails())
            return Errno.ENOMEM;
        lock (Simulation.Park)
            return Simulation.Pages.Move(from, to, length) ? Errno.None : throw new InvalidOperationException("Move of pages that are not mapped.");
    }

    /// <inheritdoc/>
    public static Errno Discard(ulong address, ulong length)
    {
        CheckRange(address, length);
        lock (Simulation.Park)
            return Simulation.Pages.Discard(address, length) ? Errno.None : Errno.ENOMEM;
    }

    /// <inheritdoc/>
    public static Errno MapPages(ulong address, ulong length, PageProtection protection, nuint pages)
    {
        CheckRange(address, length);
        if (pages == 0 || pages % 4096 != 0)
            throw new InvalidOperationException("Only whole pages can be mapped.");
        if (Simulation.Fails())
            return Errno.ENOMEM;
        lock (Simulation.Park)
            Simulation.Pages.Map(address, length, protection, null, pages);
        return Errno.None;
    }

    /// <inheritdoc/>
    public static int CopyFromGuest(Span<byte> destination, ulong source)
    {
        lock (Simulation.Park)
            return IsGuest(source, destination.Length) ? Simulation.Pages.Read(destination, source) : 0;
    }

    /// <inheritdoc/>
    public static int CopyToGuest(ulong destination, ReadOnlySpan<byte> source)
    {
        lock (Simulation.Park)
            return IsGuest(destination, source.Length) ? Simulation.Pages.Write(destination, source) : 0;
    }

    /// <inheritdoc/>
    public static bool TryLoad(ulong address, out uint value)
    {
        value = 0;
        return CopyFromGuest(MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref value, 1)), address) == sizeof(uint);
    }

    /// <inheritdoc/>
    public static bool TryCompareExchange(ulong address, uint value, uint comparand, out uint observed)
    {
        lock (Simulation.Park)
        {
            if (!TryLoad(address, out observed))
                return false;
            uint stored = observed == comparand ? value : observed;
            return CopyToGuest(address, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(ref stored))) == sizeof(uint);
        }
    }

    /// <inheritdoc/>
    public static nuint AllocatePages(nuint length)
    {
        if (Simulation.Fails())
            return 0;
        void* pages = NativeMemory.AlignedAlloc(length, 4096);
        NativeMemory.Clear(pages, length);
        return (nuint)pages;
    }

    /// <inheritdoc/>
    public static void FreePages(nuint address, nuint length)
    {
        // A part of an allocation cannot be given back here; it stays until the process ends.
    }

    /// <inheritdoc/>
    public static void ClearPages(nuint address, nuint length)
    {
        for (nuint done = 0; done < length; done += 4096)
        {
            new Span<byte>((void*)(address + done), 4096).Clear();
        }
    }

    /// <inheritdoc/>
    public static ref ThreadBlock CreateThreadBlock()
    {
        if (Simulation.Fails())
            return ref Unsafe.NullRef<ThreadBlock>();
        ThreadBlock* block = (ThreadBlock*)NativeMemory.AlignedAlloc(ThreadBlock.Size + 4096, 64);
        NativeMemory.Clear(block, ThreadBlock.Size + 4096);
        block->Self = (ulong)block;
        block->ExtendedState = (ulong)block + ThreadBlock.Size;
        return ref *block;
    }

    /// <inheritdoc/>
    public static Errno StartThread(ref ThreadBlock block)
    {
        Simulation.ThreadBody? body = Simulation.ThreadStarted;
        if (body is null || Simulation.Fails())
            return Errno.EAGAIN;
        nint address = (nint)Unsafe.AsPointer(ref block);
        Thread thread = new(() =>
        {
            try
            {
                body(ref *(ThreadBlock*)address);
            }
            catch (SandboxExit)
            {
                // The way that a thread of the sandbox ends.
            }
        });
        thread.IsBackground = true;
        thread.Start();
        return Errno.None;
    }

    /// <inheritdoc/>
    public static void ExitThread(ref ThreadBlock block) => throw new SandboxExit(SandboxExitKind.Thread, 0);

    /// <inheritdoc/>
    public static void Interrupt(ref ThreadBlock block)
    {
        lock (Simulation.Park)
        {
            Simulation.Interrupts++;
            Simulation.ConsoleInterrupted = true;
            Monitor.PulseAll(Simulation.Park);
        }
    }

    /// <inheritdoc/>
    public static void Yield() => System.Threading.Thread.Yield();

    /// <inheritdoc/>
    public static Errno Barrier(BarrierKind kind)
    {
        Interlocked.MemoryBarrierProcessWide();
        return Errno.None;
    }

    /// <inheritdoc/>
    public static void RecordStack(ref ThreadBlock block) => block.BlockedStackPointer = (ulong)Unsafe.AsPointer(ref block);

    /// <inheritdoc/>
    public static void Wait(ref int word, int expected, long deadline)
    {
        lock (Simulation.Park)
        {
            Simulation.SleeperCount++;
            while (Volatile.Read(ref word) == expected && Simulation.Now < deadline)
            {
                if (deadline != long.MaxValue && Simulation.ClockFollowsWaits)
                {
                    // A moment for another thread to end the wait: that for the lock has a deadline too.
                    if (Monitor.Wait(Simulation.Park, 1))
                        continue;
                    Simulation.MoveClockTo(deadline);
                    break;
                }

                // Whoever sleeps is to look.
                if (Simulation.HasEnded)
                    break;
                if (deadline == long.MaxValue && Simulation.LoneThread == Environment.CurrentManagedThreadId)
                {
                    Simulation.SleeperCount--;
                    throw new SandboxExit(SandboxExitKind.Asleep, 0);
                }

                Monitor.Wait(Simulation.Park);
            }

            Simulation.SleeperCount--;
        }
    }

    /// <inheritdoc/>
    public static void Wake(ref int word)
    {
        lock (Simulation.Park)
            Monitor.PulseAll(Simulation.Park);
    }

    /// <inheritdoc/>
    public static ulong ReadFsBase(ref ThreadBlock block) => block.Registers.FsBase;

    /// <inheritdoc/>
    public static void WriteFsBase(ref ThreadBlock block, ulong value) => block.Registers.FsBase = value;

    /// <inheritdoc/>
    public static void SaveExtendedState(ref ThreadBlock block)
    {
        if (block.FullReturn != 0)
            return;
        Span<byte> state = new((void*)block.ExtendedState, StateBytes);
        state.Clear();
        MemoryMarshal.CreateReadOnlySpan(ref block.VectorState[0], 256).CopyTo(state[160..]);

        // FCW and MXCSR as after a reset, XSTATE_BV for x87 and SSE.
        state[0] = 0x7F;
        state[1] = 0x03;
        state[24] = 0x80;
        state[25] = 0x1F;
        state[512] = 3;
    }

    /// <inheritdoc/>
    public static long Monotonic()
    {
        lock (Simulation.Park)
            return Simulation.Now;
    }

    /// <inheritdoc/>
    public static long Realtime() => Monotonic() + Simulation.RealtimeOffset;

    /// <inheritdoc/>
    public static long CpuTime(bool thread) => Monotonic() / 2;

    /// <inheritdoc/>
    public static long ThreadCpuTime(ref ThreadBlock block) => Monotonic() / 2;

    /// <inheritdoc/>
    public static void FillRandom(Span<byte> destination)
    {
        lock (Simulation.Park)
            Simulation.Random.NextBytes(destination);
    }

    /// <inheritdoc/>
    public static ConsoleKind Console(int stream) => Simulation.Consoles[stream];

    /// <inheritdoc/>
    public static (int Rows, int Columns) ConsoleSize(int stream) =>
        Simulation.Consoles[stream] == ConsoleKind.Terminal ? (24, 80) : (0, 0);

    /// <inheritdoc/>
    public static Result ReadConsole(int stream, Span<byte> destination)
    {
        lock (Simulation.Park)
        {
            Errno error = AwaitInput(long.MaxValue);
            if (error != Errno.None)
                return error;
            int count = 0;
            while (count < destination.Length && Simulation.Input.TryDequeue(out byte b))
                destination[count++] = b;
            return count;
        }
    }

    /// <inheritdoc/>
    public static Result WriteConsole(int stream, ReadOnlySpan<byte> source)
    {
        lock (Simulation.Park)
            Simulation.Output[stream].AddRange(source.ToArray());
        return source.Length;
    }

    /// <inheritdoc/>
    public static Result PollConsole(int stream, bool write, long deadline)
    {
        if (write)
            return 1;
        lock (Simulation.Park)
        {
            Errno error = AwaitInput(deadline);
            if (error != Errno.None)
                return error;
            return Simulation.Input.Count != 0 || Simulation.InputEnded ? 1 : 0;
        }
    }

    /// <inheritdoc/>
    public static void Exit(int status) => throw new SandboxExit(SandboxExitKind.Exit, status);

    /// <inheritdoc/>
    public static void ExitBySignal(int signal) => throw new SandboxExit(SandboxExitKind.Signal, signal);

    /// <inheritdoc/>
    public static Errno Seal()
    {
        Simulation.IsSealed = true;
        return Errno.None;
    }

    private static Errno AwaitInput(long deadline)
    {
        Simulation.ConsoleInterrupted = false;
        while (Simulation.Input.Count == 0 && !Simulation.InputEnded && Simulation.Now < deadline)
        {
            if (Simulation.ConsoleInterrupted)
                return Errno.EINTR;
            if (deadline != long.MaxValue && Simulation.ClockFollowsWaits)
                Simulation.MoveClockTo(deadline);
            else
                Monitor.Wait(Simulation.Park);
        }

        return Errno.None;
    }

    private static bool IsGuest(ulong address, int length) => address >= GuestStart && address < GuestEnd && GuestEnd - address >= (ulong)length;

    private static void CheckRange(ulong address, ulong length)
    {
        if (length == 0 || address % 4096 != 0 || length % 4096 != 0 || address < GuestStart || address >= GuestEnd || GuestEnd - address < length)
            throw new InvalidOperationException($"The library OS asked the host for a bad range: {address:x} {length:x}.");
    }
}
