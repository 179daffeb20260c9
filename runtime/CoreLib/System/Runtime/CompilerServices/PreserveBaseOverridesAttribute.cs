namespace System.Runtime.CompilerServices;

/// <summary>A covariant override.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class PreserveBaseOverridesAttribute : Attribute;
