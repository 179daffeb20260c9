namespace LiteBox.North;

/// <summary>A futex as a caller names it.</summary>
/// <param name="address">Address of the word.</param>
/// <param name="isPrivate">FUTEX_PRIVATE_FLAG: no other process means it, wherever it lies, so nobody need look.</param>
public readonly struct FutexWord(ulong address, bool isPrivate)
{
    /// <summary>Address of the word.</summary>
    public ulong Address { get; } = address;

    /// <summary>True when the word is known to its own process only.</summary>
    public bool IsPrivate { get; } = isPrivate;

    /// <summary>True when the address may be that of a futex.</summary>
    internal bool IsAligned => (Address & 3) == 0;

    /// <summary>A word that other processes may mean, too.</summary>
    public static implicit operator FutexWord(ulong address) => new(address, isPrivate: false);
}
