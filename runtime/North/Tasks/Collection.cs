#if FREESTANDING
using System.Runtime;
#endif

namespace LiteBox.North;

/// <summary>The collector's ties to threads and calls. On ordinary .NET there is nothing to tie.</summary>
public static unsafe class Collection
{
#if FREESTANDING
    /// <summary>Starts the core library; <paramref name="stackTop"/> is the end of the stack that it runs on.</summary>
    public static void Start(nuint stackTop) => Collector.Initialize(stackTop);

    /// <summary>From here on threads exist and name their stacks.</summary>
    public static void Attach(bool stress)
    {
        Collector.SetStackReporter(&ReportStacks);
        Collector.Stress = stress;
    }

    /// <summary>Collects when it is time, at the end of a call: nothing but the roots refers to objects then.</summary>
    public static void AtCallEnd() => Collector.CollectIfNeeded();

    private static void ReportStacks(nuint stackPointer)
    {
        for (int index = 0; Kernel.TryGetBlock(ref index, out ThreadBlock* block); index++)
        {
            // The collecting thread stands on its own kernel stack, or at start on the host's.
            if (stackPointer >= (nuint)block->KernelStackBottom && stackPointer < (nuint)block->KernelStackTop)
                Collector.ScanStack(stackPointer, (nuint)block->KernelStackTop);
            else if (block->BlockedStackPointer != 0)
                ScanBlocked(block);
        }
    }

    private static void ScanBlocked(ThreadBlock* block)
    {
        Collector.ScanStack((nuint)block->BlockedStackPointer, (nuint)block->KernelStackTop);
        nuint registers = (nuint)block->BlockedRegisters;
        Collector.ScanStack(registers, registers + 6 * (nuint)sizeof(ulong));
    }
#else
    /// <summary>Starts the core library.</summary>
    public static void Start(nuint stackTop)
    {
    }

    /// <summary>From here on threads exist and name their stacks.</summary>
    public static void Attach(bool stress)
    {
    }

    /// <summary>Collects when it is time, at the end of a call.</summary>
    public static void AtCallEnd()
    {
    }
#endif
}
