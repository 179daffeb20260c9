namespace System.Runtime.CompilerServices;

/// <summary>The layout or body never changes.</summary>
[AttributeUsage(AttributeTargets.All, Inherited = false)]
public sealed class NonVersionableAttribute : Attribute;
