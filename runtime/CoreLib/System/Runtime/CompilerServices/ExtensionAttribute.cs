namespace System.Runtime.CompilerServices;

/// <summary>An extension method, or a class or assembly with some.</summary>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class ExtensionAttribute : Attribute;
