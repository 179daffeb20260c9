namespace System.Diagnostics.CodeAnalysis;

/// <summary>Use of the member is reported under this diagnostic.</summary>
[AttributeUsage(AttributeTargets.All, Inherited = false)]
public sealed class ExperimentalAttribute : Attribute
{
    /// <summary>Names the diagnostic.</summary>
    public ExperimentalAttribute(string diagnosticId) => DiagnosticId = diagnosticId;

    /// <summary>The diagnostic.</summary>
    public string DiagnosticId { get; }
}
