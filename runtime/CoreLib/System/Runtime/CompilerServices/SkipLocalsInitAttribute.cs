namespace System.Runtime.CompilerServices;

/// <summary>Locals are not zeroed.</summary>
[AttributeUsage(AttributeTargets.Module | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Constructor | AttributeTargets.Method | AttributeTargets.Property, Inherited = false)]
public sealed class SkipLocalsInitAttribute : Attribute;
