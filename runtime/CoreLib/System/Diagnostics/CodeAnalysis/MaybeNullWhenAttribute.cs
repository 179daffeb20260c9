namespace System.Diagnostics.CodeAnalysis;

/// <summary>The parameter may be null when the method returns this value.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class MaybeNullWhenAttribute : Attribute
{
    /// <summary>Marks a parameter.</summary>
    public MaybeNullWhenAttribute(bool returnValue) => ReturnValue = returnValue;

    /// <summary>The return value that it speaks of.</summary>
    public bool ReturnValue { get; }
}
