namespace System.Runtime.CompilerServices;

/// <summary>A ref readonly parameter.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class RequiresLocationAttribute : Attribute;
