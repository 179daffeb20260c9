namespace System.Runtime.InteropServices;

/// <summary>The reference is read only.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class InAttribute : Attribute;
