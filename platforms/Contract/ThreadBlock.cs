using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>
/// What the stubs and the library OS share about one guest thread. It lives in memory that the South allocates
/// outside the collected heap and that never moves; on Linux the GS base of the host thread points to it.
/// The stubs know the fields up to <see cref="VectorState"/> by offset.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public unsafe struct ThreadBlock
{
    /// <summary>Bytes of a thread block.</summary>
    public const int Size = 1024;

    /// <summary>0: where the trampolines of rewritten code jump to: <c>jmp gs:[0]</c>.</summary>
    [FieldOffset(0x00)] public ulong Entry;

    /// <summary>8: the address of this block.</summary>
    [FieldOffset(0x08)] public ulong Self;

    /// <summary>16: highest address + 1 of the stack that library-OS code of this thread runs on; 16-byte aligned.</summary>
    [FieldOffset(0x10)] public ulong KernelStackTop;

    /// <summary>24: lowest address of that stack.</summary>
    [FieldOffset(0x18)] public ulong KernelStackBottom;

    /// <summary>
    /// 32: not zero when something must be done before this thread runs guest code again (a signal, its end). Set by any
    /// thread, then <see cref="ISouth.Interrupt"/>; the return path looks at it last.
    /// </summary>
    [FieldOffset(0x20)] public int PendingWork;

    /// <summary>36: word that the thread sleeps on in <see cref="ISouth.Wait"/>.</summary>
    [FieldOffset(0x24)] public int WakeWord;

    /// <summary>40: the South's name for the host thread.</summary>
    [FieldOffset(0x28)] public long HostThread;

    /// <summary>
    /// 48: stack pointer of library-OS code while the thread is blocked, as <see cref="ISouth.RecordStack"/> set it; 0 while it
    /// runs guest code. The collector scans from here to the top.
    /// </summary>
    [FieldOffset(0x30)] public ulong BlockedStackPointer;

    /// <summary>
    /// 60: not zero when <see cref="ExtendedState"/> holds the guest's vector state and the return path must load it, and
    /// all general registers including RCX, R11 and the flags must be restored from <see cref="Registers"/>.
    /// </summary>
    [FieldOffset(0x3C)] public int FullReturn;

    /// <summary>64: address of a 64-byte aligned XSAVE area (standard format), at least <see cref="ISouth.ExtendedStateSize"/> bytes.</summary>
    [FieldOffset(0x40)] public ulong ExtendedState;

    /// <summary>72: kind of the last fault: the signal number; see <see cref="GuestFault"/> for what the other fields mean.</summary>
    [FieldOffset(0x48)] public GuestFault Fault;

    /// <summary>128: the guest's general registers.</summary>
    [FieldOffset(0x80)] public GuestRegisters Registers;

    /// <summary>
    /// 312: signals from outside the sandbox that the host gave this thread for its process, bit n for signal n. The South sets them and
    /// <see cref="PendingWork"/> and wakes the thread; the layer above takes them.
    /// </summary>
    [FieldOffset(0x138)] public int HostSignals;

    /// <summary>320: the low halves of XMM0..XMM15, 16 bytes each; the entry stub fills those that library-OS code uses.</summary>
    [FieldOffset(0x140)] public fixed byte VectorState[256];

    /// <summary>576: private to the South up to <see cref="LibraryThread"/>.</summary>
    [FieldOffset(0x240)] public fixed byte SouthState[0x3C8 - 0x240];

    /// <summary>968: tells the layer above which of its thread objects this is; the South only carries it.</summary>
    [FieldOffset(0x3C8)] public ulong LibraryThread;

    /// <summary>976: RBX, RBP, R12..R15 as <see cref="ISouth.RecordStack"/> found them; the collector scans them too.</summary>
    [FieldOffset(0x3D0)] public fixed ulong BlockedRegisters[6];
}
