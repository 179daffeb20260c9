namespace System.Runtime.CompilerServices;

/// <summary>The reference does not leave the method.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class ScopedRefAttribute : Attribute;
