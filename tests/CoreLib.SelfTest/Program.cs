using System;
using System.Runtime;

namespace LiteBox.CoreLib.SelfTest;

/// <summary>
/// Runs the groups and prints a line for each. The first argument of the process chooses the mode: <c>stress</c> collects
/// at every step, <c>panic</c> and <c>fault</c> end in a panic.
/// </summary>
internal static unsafe class Program
{
    [RuntimeExport("litebox_start")]
    private static void* Start(nuint* bootBlock)
    {
        nuint* processStack = (nuint*)bootBlock[0];
        Collector.Initialize((nuint)processStack);
        byte mode = processStack[0] > 1 ? *(byte*)processStack[2] : (byte)0;
        if (mode == 'p')
            Panics.IndexOutOfRange(new int[3]);
        if (mode == 'c')
            Panics.InvalidCast(new int[3]);
        Collector.Stress = mode == 's';
        Check.Group("objects"u8, &ObjectTests.Run);
        Check.Group("interfaces"u8, &InterfaceTests.Run);
        Check.Group("delegates"u8, &DelegateTests.Run);
        Check.Group("generics"u8, &GenericTests.Run);
        Check.Group("statics"u8, &StaticTests.Run);
        Check.Group("arrays"u8, &ArrayTests.Run);
        Check.Group("spans"u8, &SpanTests.Run);
        Check.Group("text"u8, &TextTests.Run);
        Check.Group("numbers"u8, &NumberTests.Run);
        Check.Group("collections"u8, &CollectionTests.Run);
        Check.Group("collector"u8, &CollectorTests.Run);
        Host.Exit(Check.Failed ? 1 : 0);
        return null;
    }

    // The stubs of the Linux target want these; the self-test never enters a guest.
    [RuntimeExport("litebox_syscall")]
    private static void Syscall(void* block) => Panic.Fail(PanicKind.NotSupported);

    [RuntimeExport("litebox_fault")]
    private static void Fault(void* block) => Panic.Fail(PanicKind.NotSupported);

    [RuntimeExport("litebox_resume")]
    private static void Resume(void* block) => Panic.Fail(PanicKind.NotSupported);

    [RuntimeExport("litebox_signal")]
    private static void Signal(int signal, void* information, void* context) => Panic.Fail(PanicKind.NotSupported);

    [RuntimeExport("litebox_thread_entry")]
    private static void ThreadEntry(void* block) => Panic.Fail(PanicKind.NotSupported);
}
