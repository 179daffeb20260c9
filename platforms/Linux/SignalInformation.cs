using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>siginfo_t, the parts that the kernel fills for faults and for SIGSYS (sigaction(2)).</summary>
[StructLayout(LayoutKind.Explicit)]
internal struct SignalInformation
{
    /// <summary>si_code.</summary>
    [FieldOffset(8)] public int Code;

    /// <summary>si_addr; for SIGSYS the address after the instruction.</summary>
    [FieldOffset(16)] public ulong Address;

    /// <summary>si_syscall.</summary>
    [FieldOffset(24)] public int SystemCall;

    /// <summary>si_arch.</summary>
    [FieldOffset(28)] public uint Architecture;
}
