namespace System.Runtime.CompilerServices;

/// <summary>The struct is an array of this many elements of its only field.</summary>
[AttributeUsage(AttributeTargets.Struct, AllowMultiple = false)]
public sealed class InlineArrayAttribute : Attribute
{
    /// <summary>Gives the length.</summary>
    public InlineArrayAttribute(int length) => Length = length;

    /// <summary>The number of elements.</summary>
    public int Length { get; }
}
