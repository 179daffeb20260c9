namespace System;

/// <summary>Known to the compilers; there is no reflection here.</summary>
public readonly struct RuntimeMethodHandle
{
#pragma warning disable CS0169, CS0649 // The struct is its value; machine code writes it.
    private readonly nint _value;
#pragma warning restore CS0169, CS0649
}
