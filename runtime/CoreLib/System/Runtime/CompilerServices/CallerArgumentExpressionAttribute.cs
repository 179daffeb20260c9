namespace System.Runtime.CompilerServices;

/// <summary>Receives the source text of an argument.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class CallerArgumentExpressionAttribute : Attribute
{
    /// <summary>Names the parameter.</summary>
    public CallerArgumentExpressionAttribute(string parameterName) => ParameterName = parameterName;

    /// <summary>The parameter.</summary>
    public string ParameterName { get; }
}
