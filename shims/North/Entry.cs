#if !FREESTANDING
using System.Diagnostics.CodeAnalysis;
#endif
using System.Runtime.CompilerServices;

namespace LiteBox;

/// <summary>
/// Where a program on North starts. In a bundle the image's entry point calls the exports here (docs/ARCHITECTURE.md,
/// "North programs"); on ordinary .NET the program is started as any, and its first use of this assembly starts the library OS.
/// </summary>
internal static unsafe class Entry
{
    /// <summary>What a started thread runs; its registers name it in RIP.</summary>
    internal static ulong ThreadFunction => (ulong)(delegate*<ThreadBlock*, void>)&RunThread;

    private static void RunThread(ThreadBlock* block)
    {
        North.BigLock.Enter();
        Current.Thread = North.Kernel.ThreadOf(ref *block);
        Thread.RunCurrent();
    }

#if FREESTANDING
    /// <summary>Starts everything. The program itself runs in <see cref="Resume"/>, on the stack of its thread.</summary>
    [System.Runtime.RuntimeExport("litebox_start")]
    internal static ThreadBlock* Start(BootBlock* boot)
    {
        ref ThreadBlock block = ref Machine.Start(boot).Block;
        block.Registers.Rip = (ulong)(delegate*<ThreadBlock*, void>)&RunMain;

        // With work pending the entry stub does not look for a guest but calls litebox_resume.
        block.PendingWork = 1;
        North.BigLock.Exit();
        return (ThreadBlock*)Unsafe.AsPointer(ref block);
    }

    /// <summary>What a thread does from its start to its end; returns never, since there is no guest to return to.</summary>
    [System.Runtime.RuntimeExport("litebox_resume")]
    internal static void Resume(ThreadBlock* block)
    {
        block->PendingWork = 0;
        ((delegate*<ThreadBlock*, void>)block->Registers.Rip)(block);
    }

    // Stubs that every image has refer to these two, but without a guest there is nobody to call them.
    [System.Runtime.RuntimeExport("litebox_syscall")]
    internal static void Syscall(ThreadBlock* block) => South.South.Exit(North.Boot.CannotExecute);

    [System.Runtime.RuntimeExport("litebox_fault")]
    internal static void Fault(ThreadBlock* block) => South.South.Exit(North.Boot.CannotExecute);

    private static void RunMain(ThreadBlock* block)
    {
        North.BigLock.Enter();
        Current.Thread = North.Kernel.ThreadOf(ref *block);
        Process.Exit(Main());
    }

    /// <summary>The program's own Main: the packager exports it under this name.</summary>
    [System.Runtime.RuntimeImport("*", "litebox_main")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern int Main();
#else
    /// <summary>The thread that runs this is the program's first. It keeps the lock, as in a bundle.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The library OS has to be there before the first call, and Main is the program's.")]
    internal static void Start()
    {
        BootBlock boot = default;
        Current.Thread = Machine.Start(&boot);
    }
#endif
}
