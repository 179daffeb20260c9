namespace LiteBox.South;

/// <summary>What <see cref="ISouth.Barrier"/> orders in the other threads.</summary>
public enum BarrierKind
{
    /// <summary>Accesses to memory, in the threads that share the caller's guest memory.</summary>
    Memory,

    /// <summary>The same, and instructions: they run no code that was changed before.</summary>
    Code,

    /// <summary>Accesses to memory, in the threads of all guest processes. May take milliseconds.</summary>
    MemoryOfAll,
}
