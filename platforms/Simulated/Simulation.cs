using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>
/// The controls of the simulated host: what a test sets before, and looks at after, it drives the library OS. One
/// simulation per process; tests that use it do not run in parallel.
/// </summary>
public static unsafe class Simulation
{
    private static nuint s_rootImage;

    /// <summary>What a thread runs that <see cref="ISouth.StartThread"/> starts; null: threads cannot be started.</summary>
    public static ThreadBody? ThreadStarted { get; set; }

    /// <summary>The monotonic clock, in nanoseconds.</summary>
    public static long Now { get; private set; }

    /// <summary>What the real-time clock is ahead of <see cref="Now"/>, in nanoseconds.</summary>
    public static long RealtimeOffset { get; set; }

    /// <summary>True: a wait with a deadline moves the clock there at once. False: only <see cref="Advance"/> moves it.</summary>
    public static bool ClockFollowsWaits { get; set; }

    /// <summary>Managed number of a thread of the test that nobody would wake: its waits without a deadline end the sandbox. 0: there is none.</summary>
    public static int LoneThread { get; set; }

    /// <summary>Number of the host operation that fails, counted from 1; 0: none does.</summary>
    public static int FailAt { get; set; }

    /// <summary>Host operations so far that could have failed.</summary>
    public static int Operations { get; private set; }

    /// <summary>The policy that the bundle brings.</summary>
    public static byte[] Policy { get; set; } = [];

    /// <summary>The host's arguments, each zero-terminated.</summary>
    public static byte[] HostArguments { get; set; } = [];

    /// <summary>What lies behind the three streams.</summary>
    public static ConsoleKind[] Consoles { get; } = new ConsoleKind[3];

    /// <summary>How often a thread was interrupted.</summary>
    public static int Interrupts { get; internal set; }

    /// <summary>True once the library OS has drawn the final line.</summary>
    public static bool IsSealed { get; internal set; }

    /// <summary>The host ends the process of a thread, whose body must not go on.</summary>
    public static void End(ref ThreadBlock block)
    {
        lock (Park)
            Gone.Add(block.Self);
        TellEnd();
    }

    /// <summary>Sleepers wake to learn that a process has ended.</summary>
    internal static void TellEnd()
    {
        lock (Park)
        {
            HasEnded = true;
            System.Threading.Monitor.PulseAll(Park);
        }
    }

    internal static HashSet<ulong> Gone { get; } = new();

    internal static bool HasEnded { get; set; }

    internal static object Park { get; } = new();

    internal static GuestPages Pages { get; private set; } = new();

    internal static Random Random { get; private set; } = new(1);

    internal static Queue<byte> Input { get; } = new();

    internal static bool InputEnded { get; set; }

    internal static bool ConsoleInterrupted { get; set; }

    internal static List<byte>[] Output { get; } = [new(), new(), new()];

    internal static nuint RootImage => s_rootImage;

    internal static ulong RootImageSize { get; private set; }

    /// <summary>Forgets everything and starts anew with this seed for the random numbers.</summary>
    public static void Reset(int seed = 1)
    {
        lock (Park)
        {
            ThreadStarted = null;
            Now = 1_000_000_000;
            RealtimeOffset = 1_700_000_000_000_000_000;
            ClockFollowsWaits = false;
            LoneThread = 0;
            FailAt = 0;
            Operations = 0;
            Policy = [];
            HostArguments = [];
            Array.Fill(Consoles, ConsoleKind.Pipe);
            Interrupts = 0;
            IsSealed = false;
            Gone.Clear();
            HasEnded = false;
            Pages = new GuestPages();
            Random = new Random(seed);
            Input.Clear();
            InputEnded = false;
            ConsoleInterrupted = false;
            foreach (List<byte> output in Output)
                output.Clear();
            SetRootImage([]);
        }
    }

    /// <summary>Puts a root file system image in place.</summary>
    public static void SetRootImage(ReadOnlySpan<byte> image)
    {
        if (s_rootImage != 0)
            NativeMemory.AlignedFree((void*)s_rootImage);
        RootImageSize = (ulong)image.Length + 4095 & ~4095UL;
        s_rootImage = RootImageSize == 0 ? 0 : (nuint)NativeMemory.AlignedAlloc((nuint)RootImageSize, 4096);
        if (s_rootImage == 0)
            return;
        Span<byte> target = new((void*)s_rootImage, checked((int)RootImageSize));
        target.Clear();
        image.CopyTo(target);
    }

    /// <summary>Moves the clock on and wakes those whose deadline that reaches.</summary>
    public static void Advance(long nanoseconds)
    {
        lock (Park)
        {
            Now += nanoseconds;
            System.Threading.Monitor.PulseAll(Park);
        }
    }

    /// <summary>Gives the guest something to read; an empty span ends the input.</summary>
    public static void Type(ReadOnlySpan<byte> bytes)
    {
        lock (Park)
        {
            foreach (byte b in bytes)
                Input.Enqueue(b);
            InputEnded |= bytes.IsEmpty;
            System.Threading.Monitor.PulseAll(Park);
        }
    }

    /// <summary>What the guest has written to stream 1 or 2.</summary>
    public static byte[] OutputOf(int stream)
    {
        lock (Park)
            return [.. Output[stream]];
    }

    /// <summary>Number of threads that sleep in <see cref="ISouth.Wait"/> right now.</summary>
    public static int SleeperCount { get; internal set; }

    /// <summary>Protection of a mapped guest page; null when nothing is mapped there.</summary>
    public static PageProtection? ProtectionOf(ulong address)
    {
        lock (Park)
            return Pages.ProtectionOf(address);
    }

    /// <summary>Counts one operation that can fail; true when it is the one that shall.</summary>
    internal static bool Fails()
    {
        lock (Park)
            return ++Operations == FailAt;
    }

    internal static void MoveClockTo(long time)
    {
        if (time > Now)
            Now = time;
    }

    /// <summary>What a started thread runs.</summary>
    public delegate void ThreadBody(ref ThreadBlock block);
}
