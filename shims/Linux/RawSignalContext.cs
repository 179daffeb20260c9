using System.Runtime.InteropServices;

namespace LiteBox.Shim.Linux;

/// <summary>struct rt_sigframe of x86-64 up to the siginfo: return address, ucontext (arch/x86/include/asm/sigframe.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RawSignalContext
{
    public const ulong HasExtendedState = 1;
    public const ulong HasStackSegment = 2;
    public const ulong StrictStackSegment = 4;

    public ulong ReturnAddress;
    public ulong Flags;
    public ulong Link;
    public ulong StackBase;
    public uint StackFlags;
    public uint StackPadding;
    public ulong StackSize;
    public ulong R8;
    public ulong R9;
    public ulong R10;
    public ulong R11;
    public ulong R12;
    public ulong R13;
    public ulong R14;
    public ulong R15;
    public ulong Rdi;
    public ulong Rsi;
    public ulong Rbp;
    public ulong Rbx;
    public ulong Rdx;
    public ulong Rax;
    public ulong Rcx;
    public ulong Rsp;
    public ulong Rip;
    public ulong Rflags;
    public ushort Cs;
    public ushort Gs;
    public ushort Fs;
    public ushort Ss;
    public ulong Error;
    public ulong Trap;
    public ulong OldMask;
    public ulong FaultAddress;
    public ulong ExtendedState;

    /// <summary>
    /// Reserved by Linux. A call that is to be made again when this frame is returned from is noted here: a mark that only
    /// fits the unchanged RIP, and where the call returns to. A program that forges it gets a system call, which it could
    /// make anyway.
    /// </summary>
    public ulong RestartMark;
    public ulong RestartReturn;
    public fixed ulong Reserved[6];
    public ulong Mask;
}
