namespace System.Diagnostics.CodeAnalysis;

/// <summary>Null may be assigned although the type forbids it.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.Property, Inherited = false)]
public sealed class AllowNullAttribute : Attribute;
