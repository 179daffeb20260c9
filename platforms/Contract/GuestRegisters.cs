using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>
/// The general registers of a guest thread while it is inside the library OS. The stubs know this layout by offset:
/// a change here is a change in every platform's stubs.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct GuestRegisters
{
    /// <summary>At a system call: its number going in, its result coming out.</summary>
    public ulong Rax;

    /// <summary>A callee-saved register of the System V ABI.</summary>
    public ulong Rbx;

    /// <summary>At a system call: the return address, as the SYSCALL instruction leaves it.</summary>
    public ulong Rcx;

    /// <summary>Third argument.</summary>
    public ulong Rdx;

    /// <summary>Second argument.</summary>
    public ulong Rsi;

    /// <summary>First argument.</summary>
    public ulong Rdi;

    /// <summary>A callee-saved register of the System V ABI.</summary>
    public ulong Rbp;

    /// <summary>The guest's stack pointer.</summary>
    public ulong Rsp;

    /// <summary>Fifth argument.</summary>
    public ulong R8;

    /// <summary>Sixth argument.</summary>
    public ulong R9;

    /// <summary>Fourth argument.</summary>
    public ulong R10;

    /// <summary>At a system call: the flags, as the SYSCALL instruction leaves them.</summary>
    public ulong R11;

    /// <summary>A callee-saved register of the System V ABI.</summary>
    public ulong R12;

    /// <summary>A callee-saved register of the System V ABI.</summary>
    public ulong R13;

    /// <summary>A callee-saved register of the System V ABI.</summary>
    public ulong R14;

    /// <summary>A callee-saved register of the System V ABI.</summary>
    public ulong R15;

    /// <summary>Where the guest continues.</summary>
    public ulong Rip;

    /// <summary>The flags register.</summary>
    public ulong Rflags;

    /// <summary>The base of the FS segment: the guest's thread pointer. Valid only where <see cref="ISouth.ReadFsBase"/> says so.</summary>
    public ulong FsBase;
}
