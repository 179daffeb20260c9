using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>ucontext_t of x86-64 with struct sigcontext inside it (arch/x86/include/uapi/asm/sigcontext.h).</summary>
[StructLayout(LayoutKind.Explicit)]
internal unsafe struct SignalContext
{
    [FieldOffset(40)] public ulong R8;
    [FieldOffset(48)] public ulong R9;
    [FieldOffset(56)] public ulong R10;
    [FieldOffset(64)] public ulong R11;
    [FieldOffset(72)] public ulong R12;
    [FieldOffset(80)] public ulong R13;
    [FieldOffset(88)] public ulong R14;
    [FieldOffset(96)] public ulong R15;
    [FieldOffset(104)] public ulong Rdi;
    [FieldOffset(112)] public ulong Rsi;
    [FieldOffset(120)] public ulong Rbp;
    [FieldOffset(128)] public ulong Rbx;
    [FieldOffset(136)] public ulong Rdx;
    [FieldOffset(144)] public ulong Rax;
    [FieldOffset(152)] public ulong Rcx;
    [FieldOffset(160)] public ulong Rsp;
    [FieldOffset(168)] public ulong Rip;
    [FieldOffset(176)] public ulong Rflags;
    [FieldOffset(192)] public ulong Error;
    [FieldOffset(200)] public ulong Trap;
    [FieldOffset(216)] public ulong Cr2;

    /// <summary>The XSAVE area in the standard format.</summary>
    [FieldOffset(224)] public byte* ExtendedState;
}
