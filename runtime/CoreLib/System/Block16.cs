namespace System;

/// <summary>16 bytes that the compiler moves in one instruction.</summary>
internal readonly struct Block16
{
    private readonly ulong _low;
    private readonly ulong _high;

    public Block16(ulong low, ulong high)
    {
        _low = low;
        _high = high;
    }
}
