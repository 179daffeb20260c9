namespace System.Runtime.CompilerServices;

/// <summary>Receives the path of the calling source file.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class CallerFilePathAttribute : Attribute;
