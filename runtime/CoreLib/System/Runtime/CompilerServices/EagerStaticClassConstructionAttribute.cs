namespace System.Runtime.CompilerServices;

/// <summary>The static constructor runs at start instead of at first use.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class EagerStaticClassConstructionAttribute : Attribute;
