using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>Why a guest thread entered the library OS by an exception. The South translates what the host tells.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct GuestFault
{
    /// <summary>The Linux signal that this exception becomes (SIGSEGV 11, SIGBUS 7, SIGFPE 8, SIGILL 4, SIGTRAP 5).</summary>
    public int Signal;

    /// <summary>The si_code for it (sigaction(2)).</summary>
    public int Code;

    /// <summary>The si_addr for it: the address that faulted, or that of the instruction.</summary>
    public ulong Address;

    /// <summary>x86 exception vector, as in the mcontext's trapno.</summary>
    public ulong Trap;

    /// <summary>x86 error code, as in the mcontext's err.</summary>
    public ulong Error;
}
