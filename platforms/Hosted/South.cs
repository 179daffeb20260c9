using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Threading;

namespace LiteBox.South;

/// <summary>
/// Ordinary .NET as the host of a program on the North API: real console, time and randomness, so that <c>dotnet run</c>
/// works. There is no guest and no guest memory, and nothing is sandboxed.
/// </summary>
public readonly unsafe partial struct South : ISouth
{
    private const int PageSize = 4096;
    private const int NanosecondsPerTick = 100;

    // Sleepers on all words meet here: a wake wakes all of them, and each looks at its own word.
    private static readonly object s_park = new();

    /// <inheritdoc/>
    public static Errno Start(ref BootBlock boot) => BoxFile.Open();

    /// <inheritdoc/>
    public static ReadOnlySpan<byte> Policy => BoxFile.Policy;

    /// <inheritdoc/>
    public static nuint RootImage => BoxFile.RootImage;

    /// <inheritdoc/>
    public static ulong RootImageSize => BoxFile.RootImageSize;

    /// <inheritdoc/>
    public static ReadOnlySpan<byte> HostArguments => BoxFile.HostArguments;

    /// <inheritdoc/>
    public static void Cpuid(uint leaf, uint subleaf, Span<uint> registers)
    {
        (int a, int b, int c, int d) = System.Runtime.Intrinsics.X86.X86Base.CpuId((int)leaf, (int)subleaf);
        (registers[0], registers[1], registers[2], registers[3]) = ((uint)a, (uint)b, (uint)c, (uint)d);
    }

    /// <inheritdoc/>
    public static int CpuCount => Environment.ProcessorCount;

    /// <inheritdoc/>
    public static nuint AllocatePages(nuint length)
    {
        void* pages = NativeMemory.AlignedAlloc(length, PageSize);
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
        ThreadBlock* block = (ThreadBlock*)AllocatePages(ThreadBlock.Size);
        block->Self = (ulong)block;
        return ref *block;
    }

    /// <summary>Starts a thread that runs the function whose address is in RIP.</summary>
    public static Errno StartThread(ref ThreadBlock block)
    {
        nint address = (nint)Unsafe.AsPointer(ref block);
        Thread thread = new(() =>
        {
            ThreadBlock* own = (ThreadBlock*)address;
            ((delegate*<ThreadBlock*, void>)own->Registers.Rip)(own);
        });

        // It ends with Main, as in a bundle.
        thread.IsBackground = true;
        thread.Start();
        return Errno.None;
    }

    /// <inheritdoc/>
    public static void ExitThread(ref ThreadBlock block)
    {
        // Returning to the start of the thread ends it.
    }

    /// <inheritdoc/>
    public static void Interrupt(ref ThreadBlock block)
    {
        // Nothing runs outside the library OS.
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
    public static void RecordStack(ref ThreadBlock block)
    {
        // The runtime's own collector finds its roots by itself.
    }

    /// <inheritdoc/>
    public static void Wait(ref int word, int expected, long deadline)
    {
        lock (s_park)
        {
            while (Volatile.Read(ref word) == expected)
            {
                if (deadline == long.MaxValue)
                {
                    Monitor.Wait(s_park);
                    continue;
                }

                long rest = deadline - Monotonic();
                if (rest <= 0)
                    return;
                Monitor.Wait(s_park, TimeSpan.FromTicks(rest / NanosecondsPerTick + 1));
            }
        }
    }

    /// <inheritdoc/>
    public static void Wake(ref int word)
    {
        lock (s_park)
            Monitor.PulseAll(s_park);
    }

    /// <inheritdoc/>
    public static long Monotonic() => Stopwatch.GetElapsedTime(0).Ticks * NanosecondsPerTick;

    /// <inheritdoc/>
    public static long Realtime() => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * NanosecondsPerTick;

    /// <inheritdoc/>
    public static long CpuTime(bool thread) => thread ? -1 : Environment.CpuUsage.TotalTime.Ticks * NanosecondsPerTick;

    /// <inheritdoc/>
    public static long ThreadCpuTime(ref ThreadBlock block) => -1;

    /// <inheritdoc/>
    public static void FillRandom(Span<byte> destination) => RandomNumberGenerator.Fill(destination);

    /// <inheritdoc/>
    public static void Exit(int status) => Environment.Exit(status & 0xFF);

    /// <inheritdoc/>
    public static void ExitBySignal(int signal) => Exit(128 + signal);

    /// <inheritdoc/>
    public static Errno Seal() => Errno.None;
}
