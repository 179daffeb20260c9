namespace System.Diagnostics.CodeAnalysis;

/// <summary>Not counted in code coverage.</summary>
[AttributeUsage(AttributeTargets.All, Inherited = false)]
public sealed class ExcludeFromCodeCoverageAttribute : Attribute;
