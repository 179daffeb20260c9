namespace System.Diagnostics.CodeAnalysis;

/// <summary>The value may be null although its type forbids it.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.Property | AttributeTargets.ReturnValue, Inherited = false)]
public sealed class MaybeNullAttribute : Attribute;
