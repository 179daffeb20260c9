namespace System.Runtime.InteropServices;

/// <summary>The reference is written only.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class OutAttribute : Attribute;
