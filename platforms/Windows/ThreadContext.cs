using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>CONTEXT of x64: a thread's registers. At an address that is a multiple of 16.</summary>
[StructLayout(LayoutKind.Explicit, Size = 0x4D0)]
internal struct ThreadContext
{
    /// <summary>CONTEXT_CONTROL | CONTEXT_INTEGER: the flags, RIP, RSP and the general registers.</summary>
    public const uint General = 0x10_0003;

    [FieldOffset(0x30)] public uint ContextFlags;
    [FieldOffset(0x34)] public uint Mxcsr;
    [FieldOffset(0x44)] public uint Flags;
    [FieldOffset(0x78)] public ulong Rax;
    [FieldOffset(0x80)] public ulong Rcx;
    [FieldOffset(0x88)] public ulong Rdx;
    [FieldOffset(0x90)] public ulong Rbx;
    [FieldOffset(0x98)] public ulong Rsp;
    [FieldOffset(0xA0)] public ulong Rbp;
    [FieldOffset(0xA8)] public ulong Rsi;
    [FieldOffset(0xB0)] public ulong Rdi;
    [FieldOffset(0xB8)] public ulong R8;
    [FieldOffset(0xC0)] public ulong R9;
    [FieldOffset(0xC8)] public ulong R10;
    [FieldOffset(0xD0)] public ulong R11;
    [FieldOffset(0xD8)] public ulong R12;
    [FieldOffset(0xE0)] public ulong R13;
    [FieldOffset(0xE8)] public ulong R14;
    [FieldOffset(0xF0)] public ulong R15;
    [FieldOffset(0xF8)] public ulong Rip;
}
