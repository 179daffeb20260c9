namespace LiteBox.North;

/// <summary>stack_t: the alternate signal stack of a thread (sigaltstack(2)).</summary>
public struct AlternateStack
{
    /// <summary>SS_ONSTACK: the thread runs on it.</summary>
    public const uint OnStack = 1;

    /// <summary>SS_DISABLE: there is none.</summary>
    public const uint Disabled = 2;

    /// <summary>SS_AUTODISARM: forgotten while a handler runs on it.</summary>
    public const uint AutoDisarm = 0x8000_0000;

    /// <summary>Smallest size that sigaltstack(2) takes (MINSIGSTKSZ).</summary>
    public const ulong SmallestAccepted = 2048;

    /// <summary>
    /// Bytes that a signal frame can take on this machine (AT_MINSIGSTKSZ): rt_sigframe, red zone, alignment and the
    /// extended state with its end mark.
    /// </summary>
    public static ulong MinimumSize => (440 + 128 + 64 + 4 + (ulong)Host.ExtendedStateSize + 15) & ~15UL;

    /// <summary>Lowest address.</summary>
    public ulong Base;

    /// <summary>SS_ flags.</summary>
    public uint Flags;

    /// <summary>Bytes.</summary>
    public ulong Size;

    /// <summary>No alternate stack any more; a process starts without one and without this flag.</summary>
    public static AlternateStack None => new() { Flags = Disabled };

    /// <summary>True when there is one that holds the stack pointer.</summary>
    public readonly bool Holds(ulong stackPointer) => Size != 0 && stackPointer > Base && stackPointer - Base <= Size;
}
