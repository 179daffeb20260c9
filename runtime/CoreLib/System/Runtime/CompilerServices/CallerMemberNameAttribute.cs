namespace System.Runtime.CompilerServices;

/// <summary>Receives the name of the calling member.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class CallerMemberNameAttribute : Attribute;
