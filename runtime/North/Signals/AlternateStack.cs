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

    /// <summary>Lowest address.</summary>
    public ulong Base;

    /// <summary>SS_ flags.</summary>
    public uint Flags;

    /// <summary>Bytes.</summary>
    public ulong Size;

    /// <summary>No alternate stack.</summary>
    public static AlternateStack None => new() { Flags = Disabled };

    /// <summary>True when there is one that holds the stack pointer.</summary>
    public readonly bool Holds(ulong stackPointer) => Size != 0 && stackPointer > Base && stackPointer - Base <= Size;
}
