namespace System.Diagnostics.CodeAnalysis;

/// <summary>The method does not return when the argument has this value.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class DoesNotReturnIfAttribute : Attribute
{
    /// <summary>Marks a parameter.</summary>
    public DoesNotReturnIfAttribute(bool parameterValue) => ParameterValue = parameterValue;

    /// <summary>The value that ends the program.</summary>
    public bool ParameterValue { get; }
}
