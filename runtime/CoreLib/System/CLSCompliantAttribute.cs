namespace System;

/// <summary>Whether the member keeps to the common language specification.</summary>
[AttributeUsage(AttributeTargets.All)]
public sealed class CLSCompliantAttribute : Attribute
{
    /// <summary>Gives the answer.</summary>
    public CLSCompliantAttribute(bool isCompliant) => IsCompliant = isCompliant;

    /// <summary>The answer.</summary>
    public bool IsCompliant { get; }
}
