namespace System;

/// <summary>64 bytes that the compiler moves in four instructions.</summary>
internal readonly struct Block64
{
#pragma warning disable CS0169 // Only ever copied whole.
    private readonly Block16 _first;
    private readonly Block16 _second;
    private readonly Block16 _third;
    private readonly Block16 _fourth;
#pragma warning restore CS0169
}
