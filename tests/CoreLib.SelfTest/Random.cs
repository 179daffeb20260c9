namespace LiteBox.CoreLib.SelfTest;

/// <summary>A xorshift generator: the same numbers in every run.</summary>
internal struct Random
{
    private ulong _state;

    public Random(ulong seed) => _state = seed;

    /// <summary>A number below the limit.</summary>
    public int Next(int limit)
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        return (int)((_state >> 11) % (ulong)limit);
    }
}
