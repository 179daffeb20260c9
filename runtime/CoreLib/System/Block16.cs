namespace System;

/// <summary>16 bytes that the compiler moves in one instruction.</summary>
internal readonly struct Block16
{
#pragma warning disable CS0169 // Only ever copied whole.
    private readonly ulong _low;
    private readonly ulong _high;
#pragma warning restore CS0169
}
