namespace System.Diagnostics.CodeAnalysis;

/// <summary>A ref to the instance or parameter may leave the method.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property | AttributeTargets.Parameter, Inherited = false)]
public sealed class UnscopedRefAttribute : Attribute;
