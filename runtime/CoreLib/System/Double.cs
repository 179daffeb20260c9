namespace System;

/// <summary>Known to the compilers; the library OS uses no floating point.</summary>
public readonly struct Double
{
#pragma warning disable CS0169, CS0649 // The struct is its value; machine code writes it.
    private readonly double _value;
#pragma warning restore CS0169, CS0649
}
