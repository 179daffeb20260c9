namespace System.Runtime.CompilerServices;

/// <summary>A params span or collection.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class ParamCollectionAttribute : Attribute;
