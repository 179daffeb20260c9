namespace System.Runtime.CompilerServices;

/// <summary>Receives the calling line.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class CallerLineNumberAttribute : Attribute;
