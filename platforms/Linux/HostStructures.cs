using System.Runtime.InteropServices;

namespace LiteBox.South;

/// <summary>struct timespec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Timespec
{
    public const long NanosecondsPerSecond = 1_000_000_000;

    public long Seconds;
    public long Nanoseconds;

    public static Timespec From(long nanoseconds) =>
        new() { Seconds = nanoseconds / NanosecondsPerSecond, Nanoseconds = nanoseconds % NanosecondsPerSecond };

    public readonly long ToNanoseconds() => (Seconds * NanosecondsPerSecond) + Nanoseconds;
}

/// <summary>struct sigaction as the kernel has it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SignalAction
{
    public nuint Handler;
    public ulong Flags;
    public nuint Restorer;
    public ulong Mask;
}

/// <summary>stack_t (sigaltstack(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SignalStack
{
    public nuint Address;
    public int Flags;
    public nuint Size;
}

/// <summary>struct pollfd.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollDescriptor
{
    public int Descriptor;
    public short Events;
    public short Returned;
}

/// <summary>struct sock_fprog.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FilterProgram
{
    public ushort Length;
    public byte* Instructions;
}

/// <summary>struct landlock_path_beneath_attr.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct LandlockPath
{
    public ulong AllowedAccess;
    public int Parent;
}
