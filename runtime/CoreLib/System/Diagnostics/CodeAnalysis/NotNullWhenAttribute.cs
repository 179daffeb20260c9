namespace System.Diagnostics.CodeAnalysis;

/// <summary>The parameter is not null when the method returns this value.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class NotNullWhenAttribute : Attribute
{
    /// <summary>Marks a parameter.</summary>
    public NotNullWhenAttribute(bool returnValue) => ReturnValue = returnValue;

    /// <summary>The return value that it speaks of.</summary>
    public bool ReturnValue { get; }
}
