using System.Runtime.CompilerServices;
using Internal.Runtime.CompilerHelpers;

namespace System.Runtime;

/// <summary>
/// The garbage collector: mark and sweep, nothing moves. It runs while the caller holds the library OS's one lock, so no
/// other thread runs C#: every other is in guest code, or blocked with its stack known. Roots are found conservatively:
/// any word of a stack, a saved register, .data or .bss that points into an object keeps it. Objects are scanned
/// exactly, by their types.
/// </summary>
public static unsafe class Collector
{
    // Small enough for the cells that are used in turn to stay in the CPU's cache.
    private const nuint MinimumThreshold = 1024 * 1024;

    private static delegate*<nuint, void> s_reportStacks;
    private static nuint s_bootStackTop;
    private static nuint s_imageBase;
    private static nuint s_imageSize;
    private static nuint s_threshold = MinimumThreshold;
    private static nuint s_liveBytes;
    private static nuint s_totalBytes;
    private static long s_collections;
    private static bool s_collecting;

    /// <summary>
    /// Makes the core library ready: statics get their objects, static constructors that asked for it run. The first
    /// thing that the image does in C#; before it nothing may allocate or use a static field of a reference type.
    /// </summary>
    /// <param name="stackTop">The highest address + 1 of the stack it is called on; the collector scans up to it until
    /// <see cref="SetStackReporter"/> was called.</param>
    public static void Initialize(nuint stackTop)
    {
        s_bootStackTop = stackTop;
        s_imageBase = Image.Base;
        s_imageSize = Image.DataEnd - Image.Base;
        StartupCodeHelpers.Initialize();
    }

    /// <summary>
    /// Registers the function that names the stacks. It is called in the middle of a collection with the stack pointer of
    /// the calling thread and must call <see cref="ScanStack"/> for that stack, from there to its top, and for the stack
    /// of every blocked thread, from its recorded stack pointer to its top (its saved callee-saved registers are on it).
    /// It must not allocate.
    /// </summary>
    public static void SetStackReporter(delegate*<nuint, void> reportStacks) => s_reportStacks = reportStacks;

    /// <summary>The stress mode: <see cref="ShouldCollect"/> is always true.</summary>
    public static bool Stress { get; set; }

    /// <summary>Whether the next good moment, such as the end of a system call, should collect.</summary>
    public static bool ShouldCollect => Stress || Heap.AllocatedBytes >= s_threshold;

    /// <summary>Number of collections so far.</summary>
    public static long Collections => s_collections;

    /// <summary>Bytes of the objects that survived the last collection.</summary>
    public static nuint LiveBytes => s_liveBytes;

    /// <summary>Bytes allocated since the last collection, to within one free list per size.</summary>
    public static nuint AllocatedBytes => Heap.AllocatedBytes;

    /// <summary>Bytes allocated since start, to within one free list per size.</summary>
    public static nuint TotalAllocatedBytes => s_totalBytes + Heap.AllocatedBytes;

    /// <summary>Bytes of memory that the heap uses.</summary>
    public static nuint HeapBytes => Heap.ChunkBytes;

    /// <summary>Frees everything that cannot be reached. The caller holds the one lock.</summary>
    public static void Collect() => Imports.CollectWithRegisters();

    /// <summary>Collects if <see cref="ShouldCollect"/> says so.</summary>
    public static void CollectIfNeeded()
    {
        if (ShouldCollect)
            Collect();
    }

    /// <summary>Marks what the words in [<paramref name="low"/>, <paramref name="high"/>) may refer to. For the stack reporter.</summary>
    public static void ScanStack(nuint low, nuint high)
    {
        for (nuint* word = (nuint*)((low + 7) & ~(nuint)7); (nuint)(word + 1) <= high; word++)
            MarkCandidate(*word);
    }

    /// <summary>Where the stack that the image started on ends.</summary>
    internal static nuint BootStackTop => s_bootStackTop;

    // Called where the fast path of allocation ends: collects when the caller has let four times the threshold pass.
    internal static void BeforeAllocation()
    {
        if (Heap.AllocatedBytes >= s_threshold * 4 && !s_collecting)
            Collect();
    }

    /// <summary>Marks an object by an exact reference; null and objects outside the heap are passed over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void MarkReference(nuint reference)
    {
        if (reference == 0 || IsInImage(reference))
            return;
        Chunk* chunk = Chunk.OfObject(reference);
        uint index = Chunk.IndexOf(chunk, reference);
        if (chunk->TryMark(index))
            MarkStack.Push(reference);
    }

    [RuntimeExport("litebox_collect_stack")]
    private static void Collect(nuint stackPointer)
    {
        if (s_collecting)
            Panic.Fail(PanicKind.InvalidOperation);
        s_collecting = true;
        MarkStack.Prepare();
        ScanStack(Image.DataStart, Image.DataEnd);
        if (s_reportStacks != null)
            s_reportStacks(stackPointer);
        else
            ScanStack(stackPointer, s_bootStackTop);
        Trace();
        Allocator.Reset();
        s_totalBytes += Heap.AllocatedBytes;
        s_liveBytes = Heap.Sweep();
        s_threshold = Math.Max(MinimumThreshold, s_liveBytes);
        s_collections++;
        s_collecting = false;
    }

    private static void MarkCandidate(nuint value)
    {
        Chunk* chunk = Heap.Table.Find(value);
        if (chunk == null)
            return;
        uint index = Chunk.IndexOf(chunk, value);
        if (index != uint.MaxValue && chunk->Starts != null)
            index = FirstObjects.StartOf(chunk, index);
        if (index == uint.MaxValue)
            return;
        nuint* cell = Chunk.Cell(chunk, index);
        if (Chunk.IsObject(cell) && chunk->TryMark(index))
            MarkStack.Push((nuint)cell);
    }

    // An object that did not fit on the stack is marked but its references are not. Going over all marked objects again
    // finds them; each round marks at least one more, so this ends.
    private static void Trace()
    {
        Drain();
        while (MarkStack.TakeOverflow())
            Heap.ForEachMarked(&Rescan);
    }

    private static void Rescan(nuint address)
    {
        ObjectScanner.Scan(address);
        Drain();
    }

    private static void Drain()
    {
        while (MarkStack.TryPop(out nuint address))
            ObjectScanner.Scan(address);
    }

    // Literals and what ILC computed while compiling.
    private static bool IsInImage(nuint address) => address - s_imageBase < s_imageSize;
}
