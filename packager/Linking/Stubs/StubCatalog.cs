using System.Collections.Generic;
using LiteBox.Packager.Linking.Stubs.Bare;
using LiteBox.Packager.Linking.Stubs.Linux;
using LiteBox.Packager.Linking.Stubs.Runtime;
using LiteBox.Packager.Linking.Stubs.Vdso;
using LiteBox.Packager.Linking.Stubs.Windows;

namespace LiteBox.Packager.Linking.Stubs;

/// <summary>All stubs, in the order in which they are laid out.</summary>
internal static class StubCatalog
{
    // What compiled code and every South need.
    private static readonly IReadOnlyList<Stub> s_common =
    [
        new GuestCopy(),
        new GuestAtomic(),
        .. Processor.All,
        .. Addresses(),
        new WriteBarriers(),
        new InterfaceDispatch(),
        new MemoryMove(),
        new MemoryFill(),
        new CollectRegisters(),
    ];

    private static readonly IReadOnlyList<Stub> s_linux =
        [new GuestTransition(), new StackContinuation(), new Gate(), new ImageEntry(), new SignalStubs(), .. s_common];

    private static readonly IReadOnlyList<Stub> s_bare =
        [new RingTransition(), new TrapEntry(), new BootEntry(), new VdsoStub(static a => a.syscall()), .. Privileged.All, .. s_common];

    // The handler of exceptions lies before the entry of system calls: FsBaseWatch (packager/Running) tells the two by that.
    private static readonly IReadOnlyList<Stub> s_windows =
        [new ExceptionEntry(), new WindowsTransition(), new WindowsEntry(), new VectorKeeper(), new ThreadEnvironment(),
            new VdsoStub(WindowsTransition.SystemCall), .. s_common];

    /// <summary>What an image for the platform may have, next to the stubs of its host calls.</summary>
    public static IReadOnlyList<Stub> Of(LinkPlatform platform) => platform switch
    {
        LinkPlatform.Linux => s_linux,
        LinkPlatform.Windows => s_windows,
        LinkPlatform.Bare => s_bare,
        _ => throw new System.ArgumentOutOfRangeException(nameof(platform)),
    };

    /// <summary>Host calls that stubs make by themselves, or the kernel on their behalf.</summary>
    public static IReadOnlyList<HostCall> OwnHostCalls { get; } =
    [
        new() { Symbol = "host_protect_relocated", Number = 10, BeforeSeal = true },
        new() { Symbol = "host_signal_return", Number = 15 },

        // The kernel makes a stopped and continued wait go on by this number, at the instruction of the first one.
        new() { Symbol = "host_restart", Number = 219 },
    ];

    private static IEnumerable<Stub> Addresses()
    {
        foreach (string symbol in (string[])
            ["syscall_entry", "syscall_entry_low", "enter_syscall", "enter_fault", "enter_resume", "thread_start", "signal_entry", "signal_return",
                "exception_entry", "enter_interrupt", "enter_repair", "worker_start",
                "gate_instruction", "gate_return", "gate_interrupted", "panic", "vectors"])
        {
            yield return new AddressStub(symbol, "litebox_" + symbol);
        }

        foreach (string symbol in (string[])
            ["image_base", "image_end", "relro_end", "data_end", "windows_start", "windows_end"])
        {
            yield return new AddressStub(symbol, "__" + symbol);
        }
    }
}
