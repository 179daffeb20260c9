namespace System.Runtime.CompilerServices;

/// <summary>The struct or reference is read-only.</summary>
[AttributeUsage(AttributeTargets.All, Inherited = false)]
public sealed class IsReadOnlyAttribute : Attribute;
