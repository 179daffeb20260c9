namespace System.Diagnostics.CodeAnalysis;

/// <summary>The result is not null when the named parameter is not null.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property | AttributeTargets.ReturnValue, AllowMultiple = true, Inherited = false)]
public sealed class NotNullIfNotNullAttribute : Attribute
{
    /// <summary>Marks a result.</summary>
    public NotNullIfNotNullAttribute(string parameterName) => ParameterName = parameterName;

    /// <summary>The parameter that decides.</summary>
    public string ParameterName { get; }
}
