namespace System.Runtime.CompilerServices;

/// <summary>Written by the compiler.</summary>
[AttributeUsage(AttributeTargets.All, Inherited = true)]
public sealed class CompilerGeneratedAttribute : Attribute;
