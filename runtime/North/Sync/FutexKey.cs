namespace LiteBox.North;

/// <summary>What a futex is known by: a word in memory, whatever the address is by which a process sees it.</summary>
public readonly struct FutexKey
{
    private readonly object? _space;

    private FutexKey(object space, ulong offset)
    {
        _space = space;
        Offset = offset;
    }

    /// <summary>Place of the word in what holds it.</summary>
    internal ulong Offset { get; }

    /// <summary>
    /// The key of a word in a process's memory: in a shared mapping its place in what is mapped, which is the same for all who map
    /// it, else its address there.
    /// </summary>
    internal static FutexKey Of(Process process, FutexWord word) =>
        Capability.SharedMemory && !word.IsPrivate && process.Memory.FindShared(word.Address, out ulong offset) is { } shared
            ? new(shared, offset)
            : new(process.Memory, word.Address);

    /// <summary>True when both are the same word.</summary>
    internal bool Is(in FutexKey other) => Offset == other.Offset && _space == other._space;
}
