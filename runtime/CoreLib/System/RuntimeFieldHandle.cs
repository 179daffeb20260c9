namespace System;

/// <summary>The address of constant data that initializes an array; see <see cref="System.Runtime.CompilerServices.RuntimeHelpers"/>.</summary>
public readonly struct RuntimeFieldHandle
{
#pragma warning disable CS0169, CS0649 // The struct is its value; machine code writes it.
    private readonly nint _value;
#pragma warning restore CS0169, CS0649
}
